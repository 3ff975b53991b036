package dev.tracemap.run;

import dev.tracemap.store.Store;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

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
}
