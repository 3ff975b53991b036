package dev.tracemap.server;

import dev.tracemap.run.Jobs;
import dev.tracemap.run.ModelSettings;
import dev.tracemap.run.Scheduler;
import dev.tracemap.run.Webhook;
import dev.tracemap.score.Rubric;
import dev.tracemap.server.intake.Teams;
import dev.tracemap.sharing.Thresholds;
import dev.tracemap.source.SourceSettings;
import dev.tracemap.store.ClickHouseAddress;
import dev.tracemap.temporal.TemporalSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a user has configured in `tracemap.yaml`; `docs/configuration.md` describes every key.
///
/// @param embeddingFolder a sentence-transformers model on disk to embed with, instead of the one that comes with us
/// @param schedule what happens by the clock
/// @param rubrics by which a sample of every cluster is judged
/// @param toolsets whose tools are listed too
/// @param teams whose data comes with which project key
/// @param store where everything is kept, instead of the data directory
/// @param thresholds of a shared map; absent = everything may be seen
/// @param sources databases of others from which runs may take traces
/// @param webhook that hears of alerts; absent = none does
/// @param temporal the cluster that runs are on; absent = this process does them
record Configuration(
        ModelSettings models,
        @Nullable Path embeddingFolder,
        List<Rubric> rubrics,
        List<String> toolsets,
        Teams teams,
        Turns schedule,
        @Nullable ClickHouseAddress store,
        @Nullable Thresholds thresholds,
        List<SourceSettings> sources,
        @Nullable Webhook webhook,
        @Nullable TemporalSettings temporal) {
    private static final String NAME = "tracemap.yaml";

    /// What happens by the clock.
    ///
    /// @param on whether anything does
    /// @param mostJobs own jobs a team may have
    record Turns(boolean on, int mostJobs, Scheduler.Settings settings) {
        static final Turns DEFAULT = new Turns(true, Jobs.DEFAULT_MOST, Scheduler.Settings.DEFAULT);
    }

    /// The same with another store; null = the data directory.
    Configuration keptIn(@Nullable ClickHouseAddress other) {
        return new Configuration(
                models,
                embeddingFolder,
                rubrics,
                toolsets,
                teams,
                schedule,
                other,
                thresholds,
                sources,
                webhook,
                temporal);
    }

    /// The same with runs on this cluster.
    Configuration runOn(TemporalSettings cluster) {
        return new Configuration(
                models,
                embeddingFolder,
                rubrics,
                toolsets,
                teams,
                schedule,
                store,
                thresholds,
                sources,
                webhook,
                cluster);
    }

    /// That of a data directory; all defaults where there is none.
    static Configuration in(Path directory) {
        Path file = directory.resolve(NAME);
        return Files.exists(file)
                ? ConfigurationFile.read(file)
                : new Configuration(
                        ModelSettings.DEFAULT,
                        null,
                        List.of(),
                        List.of(),
                        new Teams(Map.of()),
                        Turns.DEFAULT,
                        null,
                        null,
                        List.of(),
                        null,
                        null);
    }
}
