package dev.tracemap.run;

import dev.tracemap.store.RunRecord;
import java.util.LinkedHashMap;
import java.util.Map;

/// One run while it is made: what it asks for, and what its stages have made so far, for those that follow.
final class RunState {
    private final LiveRun live;
    private final RunInputs inputs;
    private final ModelWork work;
    private final Stopwatch watch = new Stopwatch();
    private final Map<String, Object> made = new LinkedHashMap<>();

    /// @param work the books of this run's calls to models
    RunState(LiveRun live, RunInputs inputs, ModelWork work) {
        this.live = live;
        this.inputs = inputs;
        this.work = work;
    }

    RunRecord record() {
        return live.record();
    }

    /// Hears how far the stage is, and ends it where the run is to end.
    LiveRun live() {
        return live;
    }

    RunInputs inputs() {
        return inputs;
    }

    ModelWork work() {
        return work;
    }

    Stopwatch watch() {
        return watch;
    }

    /// Does a stage, as often as its policy says, and remembers what it made.
    ///
    /// @param items as many as the run is about, where that is known by now; else 0
    <T> T make(Stage<T> stage, int items) {
        T result = live.stage(
                stage.id(), stage.policy().forItems(items), () -> watch.time(stage.id(), () -> stage.work(this)));
        made.put(stage.id(), result);
        return result;
    }

    /// Puts something in the place of what a stage before has made.
    <T> void amend(Stage<T> stage, T result) {
        made.put(stage.id(), result);
    }

    /// What a stage before has made.
    @SuppressWarnings("unchecked") // Put there by `make` for this very stage.
    <T> T of(Stage<T> stage) {
        Object result = made.get(stage.id());
        if (result == null) {
            throw new IllegalStateException("stage " + stage.id() + " has not been done");
        }
        return (T) result;
    }
}
