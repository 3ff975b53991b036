package dev.tracemap.run;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// One stage of a run: how it is called, how long it may take and how often it is tried, and what it does.
///
/// @param <T> what it makes
interface Stage<T> {
    /// As [dev.tracemap.store.RunRecord] names it.
    String id();

    StagePolicy policy();

    /// Makes what the stage is there for. What an attempt before has finished lies in the store; it is read from there
    /// and not made again.
    ///
    /// @param run what the stages before have made
    /// @throws RunFailed for a reason that trying again cannot mend
    T work(RunState run);

    /// What it made, as far as it does not lie in the store by now: names and figures rather than texts.
    ObjectNode written(T made);

    /// What it made, from what was written and what lies in the store. Asks no model that has answered before.
    T read(RunState run, ObjectNode written);
}
