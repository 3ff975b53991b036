package dev.tracemap.run;

import dev.tracemap.insight.Driver;
import dev.tracemap.insight.Drivers;
import dev.tracemap.store.Membership;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import java.util.BitSet;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/// Some items of a run, and what marks them among all of it: those inside a line on the map, or that meet conditions.
///
/// @param chosen how many there are, of those of which something is known
/// @param items of the run of which something is known
/// @param drivers the strongest first; empty where the selection holds nothing or everything
public record RunSelection(int chosen, int items, List<Driver> drivers) {
    public RunSelection {
        drivers = List.copyOf(drivers);
    }

    /// @param run complete
    public static RunSelection of(Store store, RunRecord run, Predicate<Membership> among) {
        RunFacts facts = RunFacts.of(store, run);
        BitSet chosen = new BitSet();
        IntStream.range(0, facts.members().size())
                .filter(row -> among.test(facts.members().get(row)))
                .forEach(chosen::set);
        List<Driver> drivers = chosen.isEmpty() ? List.of() : Drivers.of(facts.facts(), chosen);
        return new RunSelection(chosen.cardinality(), facts.members().size(), drivers);
    }
}
