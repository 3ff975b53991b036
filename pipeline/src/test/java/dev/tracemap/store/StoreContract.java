package dev.tracemap.store;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// Everything a store must do, whatever engine is below. A subclass says how to open one.
abstract class StoreContract
        implements EventsContract,
                ItemsContract,
                SamplingContract,
                DerivedContract,
                RunsContract,
                ScoresContract,
                HierarchyContract,
                JobsContract,
                TaxonomyContract,
                SearchContract,
                MapContract,
                OriginsContract,
                VerdictsContract,
                DriversContract,
                MonitorsContract,
                AssignmentContract,
                QueryContract,
                DeletionContract,
                TeamsContract,
                FiltersContract {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private Store store;

    /// Opens the store that lies in the directory, or a new one.
    abstract Store open(Path directory);

    @BeforeEach
    void openStore() {
        store = open(directory);
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Override
    public Store store() {
        return store;
    }

    @Override
    public Store reopened() {
        store.close();
        store = open(directory);
        return store;
    }
}
