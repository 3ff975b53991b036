package dev.tracemap.run;

import dev.tracemap.store.RunRecord;
import dev.tracemap.store.RunRecord.Status;
import dev.tracemap.store.Store;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The stages of runs one attempt at a time, for an engine that keeps order, tries and pauses itself.
public final class RunSteps {
    private final Store store;
    private final Stages stages;
    private final InstantSource clock;

    public RunSteps(Store store, Stages stages, InstantSource clock) {
        this.store = store;
        this.stages = stages;
        this.clock = clock;
    }

    /// A stage as an engine sees it.
    ///
    /// @param spread whether slices of the items may be done in several places beforehand
    public record Step(String id, StagePolicy policy, boolean spread) {}

    /// In the order in which they are done.
    public List<Step> steps() {
        return stages.order().stream()
                .map(stage -> new Step(stage.id(), stages.policy(stage), stage instanceof SpreadStage))
                .toList();
    }

    /// One attempt at a stage of a run, or at a slice of it.
    ///
    /// @param number of the attempt, from 1
    public record Attempt(
            long teamId,
            String runId,
            String stage,
            @Nullable Slice slice,
            int number) {}

    /// What there is after an attempt that succeeded.
    ///
    /// @param over whether the run is over, so that nothing is left to be done
    /// @param items as many as the run is about, 0 while that is not known
    /// @param slices into which stages that spread may be cut; none where one place does it all
    public record Done(boolean over, int items, List<Slice> slices) {
        public Done {
            slices = List.copyOf(slices);
        }
    }

    /// An attempt under way.
    public final class Work {
        private final Attempt attempt;
        private final LiveRun live;

        private Work(Attempt attempt, LiveRun live) {
            this.attempt = attempt;
            this.live = live;
        }

        /// Does it, on this thread. What was done before is not done again.
        ///
        /// @throws RunFailed for a reason that trying again cannot mend
        /// @throws java.util.concurrent.CancellationException after [#cancel] or [#stop]
        public Done call() {
            if (live.isOver()) {
                return new Done(true, 0, List.of());
            }
            return live.here(() -> {
                RunState state = stages.begin(live);
                Stage<?> stage = stages.order().stream()
                        .filter(each -> each.id().equals(attempt.stage()))
                        .findFirst()
                        .orElseThrow();
                try {
                    return work(state, stage);
                } catch (RunFailed e) {
                    throw e;
                } catch (RuntimeException e) {
                    live.checkWish();
                    noteFailure(stages.policy(stage), e);
                    throw e;
                }
            });
        }

        private Done work(RunState state, Stage<?> stage) {
            int items = stages.items(state);
            Slice slice = attempt.slice();
            StagePolicy policy = stages.policy(stage).forItems(items);
            if (slice == null) {
                again(stage.id());
                if (!state.isMade(stage)) {
                    live.attempt(stage.id(), policy, () -> state.perform(stage));
                }
                if (!live.isOver()) {
                    // The next stage may be done elsewhere, and goes on from what stands there.
                    store.saveRun(live.record());
                }
            } else if (stage instanceof SpreadStage<?> spread && !state.isMade(spread, slice)) {
                again(stage.id());
                live.attempt(stage.id(), policy, () -> {
                    state.performPart(spread, slice);
                    return true;
                });
            }
            return live.isOver()
                    ? new Done(true, items, List.of())
                    : new Done(false, stages.items(state), stages.slices(state));
        }

        /// Counts attempts of which the store has not heard: whoever made them could not say how they ended.
        private void again(String stage) {
            live.at(stage, 0);
            while (live.record().attempt() < attempt.number()) {
                live.update(live.record().again("whoever was at it before has gone"));
            }
        }

        private void noteFailure(StagePolicy policy, RuntimeException why) {
            if (attempt.number() < policy.attempts()) {
                store.saveRun(live.record().at(attempt.stage(), 0).again(String.valueOf(why.getMessage())));
            }
        }

        /// Ends the work, because the run is to end.
        public void cancel() {
            live.cancel();
        }

        /// Ends the work; the run goes on elsewhere.
        public void stop() {
            live.interrupt();
        }
    }

    /// Takes up an attempt.
    ///
    /// @param listener hears how far it is
    /// @throws NoSuchElementException for an unknown run
    public Work begin(Attempt attempt, Consumer<RunRecord> listener) {
        RunRecord run = store.run(attempt.teamId(), attempt.runId())
                .orElseThrow(() -> new NoSuchElementException("no run " + attempt.runId() + " in this store"));
        return new Work(attempt, new LiveRun(run, store, listener));
    }

    /// Ends a run that is not over without a result.
    ///
    /// @param cause of a failure after the last attempt; absent where the run was cancelled
    /// @param plain whether the cause says everything by itself
    /// @return how the run has ended
    public Status end(long teamId, String runId, @Nullable String cause, boolean plain) {
        Optional<RunRecord> found = store.run(teamId, runId);
        if (found.isEmpty() || found.get().isOver()) {
            return found.map(RunRecord::status).orElse(Status.CANCELLED);
        }
        RunRecord run = found.get();
        double seconds = Duration.between(run.createdAt(), clock.instant()).toMillis() / 1000.0;
        RunRecord ended = cause == null
                ? run.ended(Status.CANCELLED, null, clock.instant())
                : run.ended(Status.FAILED, plain ? cause : LiveRun.why(run, cause), clock.instant());
        store.saveRun(ended.took(seconds));
        return ended.status();
    }
}
