package dev.tracemap.run;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.store.Store;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EmbeddedEngineTest extends EngineContract {
    private final List<Engine> engines = new ArrayList<>();

    @Override
    protected Engine engine(Store over, Stages stages, InstantSource clock) {
        Engine engine = new EmbeddedEngine(over, stages, clock);
        engines.add(engine);
        return engine;
    }

    @Override
    protected void loseWorkers() {
        engines.forEach(Engine::close);
        engines.clear();
    }

    /// Not part of the contract: Temporal's test server does not hand on what a lost worker had.
    @ParameterizedTest
    @MethodSource("stages")
    void anotherGoesOnWhereAWorkerWasLost(String stage) throws InterruptedException {
        GatedStore gate = new GatedStore(store(), stage, 0, true);
        Runs first = runs(gate.store(), null);
        String id = first.start(1, RunInputs.DEFAULT, null).runId();
        assertTrue(gate.isReached());
        loseWorkers();
        first.close();
        Runs second = runs(store(), null);
        second.resumeUnfinished();
        assertUndisturbed(ended(second, id));
    }
}
