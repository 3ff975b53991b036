package dev.tracemap.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// One run while it is made: what it asks for, and what its stages have made so far, for those that follow.
///
/// What a stage made here is at hand; what it made elsewhere, or before a crash, is read from the store.
final class RunState {
    private static final String MADE = "made";

    private final Store store;
    private final Models models;
    private final LiveRun live;
    private final RunInputs inputs;
    private final Map<String, Object> made = new LinkedHashMap<>();
    private final Map<String, Account> accounts = new LinkedHashMap<>();
    private ModelWork work;
    private Stopwatch watch = new Stopwatch();

    RunState(Store store, Models models, LiveRun live) {
        this.store = store;
        this.models = models;
        this.live = live;
        this.inputs = RunInputs.parse(live.record().inputs());
        this.work = newWork();
    }

    private ModelWork newWork() {
        return models.begin(record().teamId(), record().runId(), inputs.summary());
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

    /// The models, with the books of the stage that is at work.
    ModelWork work() {
        return work;
    }

    Stopwatch watch() {
        return watch;
    }

    /// Does a stage as often as the policy says, unless it was done before.
    <T> T make(Stage<T> stage, StagePolicy policy) {
        Optional<T> known = known(stage);
        return known.isPresent() ? known.get() : live.stage(stage.id(), policy, () -> perform(stage));
    }

    /// Does a stage, and keeps what it made.
    <T> T perform(Stage<T> stage) {
        T result = timed(stage.id(), () -> stage.work(this));
        keep(stage.id(), stage.written(result));
        made.put(stage.id(), result);
        return result;
    }

    /// Puts something in the place of what a stage before has made; not in the store, whoever reads it there amends it
    /// again.
    <T> void amend(Stage<T> stage, T result) {
        made.put(stage.id(), result);
    }

    /// Does a stage's work for some of the items, and keeps what there is to say about it.
    void performPart(SpreadStage<?> stage, Slice slice) {
        ObjectNode report = timed(stage.id(), () -> stage.part(this, slice));
        keep(stage.id() + "/" + slice.number(), report);
    }

    private <T> T timed(String stage, Supplier<T> doing) {
        work = newWork();
        watch = new Stopwatch();
        return watch.time(stage, doing);
    }

    private void keep(String name, ObjectNode written) {
        Account account = Account.of(work, watch);
        accounts.put(name, account);
        // With its last stage a run is over, and nothing is kept beside it.
        if (!live.isOver()) {
            ObjectNode outcome = JsonNodeFactory.instance.objectNode();
            outcome.set(MADE, written);
            account.writeTo(outcome);
            store.saveOutcome(record().runId(), name, outcome);
        }
    }

    /// Whether a stage was done before.
    boolean isMade(Stage<?> stage) {
        return known(stage).isPresent();
    }

    /// Whether a slice was done before.
    boolean isMade(SpreadStage<?> stage, Slice slice) {
        return store.outcomes(record().runId(), stage.id()).containsKey(stage.id() + "/" + slice.number());
    }

    /// What a stage before has made.
    <T> T of(Stage<T> stage) {
        return known(stage).orElseThrow(() -> new IllegalStateException("stage " + stage.id() + " has not been done"));
    }

    @SuppressWarnings("unchecked") // Put there by this class for this very stage.
    private <T> Optional<T> known(Stage<T> stage) {
        Object result = made.get(stage.id());
        if (result != null) {
            return Optional.of((T) result);
        }
        Map<String, ObjectNode> outcomes = store.outcomes(record().runId(), stage.id());
        ObjectNode own = outcomes.get(stage.id());
        if (own == null) {
            return Optional.empty();
        }
        outcomes.forEach((name, outcome) -> accounts.put(name, Account.read(outcome)));
        T read = stage.read(this, own.withObject("/" + MADE));
        made.put(stage.id(), read);
        return Optional.of(read);
    }

    /// What the parts of a stage had to say, in no order.
    List<ObjectNode> parts(Stage<?> stage) {
        Map<String, ObjectNode> outcomes = store.outcomes(record().runId(), stage.id());
        outcomes.remove(stage.id());
        outcomes.forEach((name, outcome) -> accounts.put(name, Account.read(outcome)));
        return outcomes.values().stream()
                .map(outcome -> outcome.withObject("/" + MADE))
                .toList();
    }

    /// What these stages took, and what there is to say about them.
    Account account(List<Stage<?>> stages) {
        return Account.sum(stages.stream()
                .flatMap(stage -> accounts.entrySet().stream()
                        .filter(entry -> isOf(stage, entry.getKey()))
                        .map(Map.Entry::getValue))
                .toList());
    }

    private static boolean isOf(Stage<?> stage, String name) {
        return name.equals(stage.id()) || name.startsWith(stage.id() + "/");
    }

    /// Whether somebody was told this, while this stage was at work or one before that is at hand.
    boolean told(String text) {
        return work.notes().stream().anyMatch(note -> note.contains(text))
                || accounts.values().stream()
                        .flatMap(account -> account.notes().stream())
                        .anyMatch(note -> note.contains(text));
    }
}
