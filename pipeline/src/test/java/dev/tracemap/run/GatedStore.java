package dev.tracemap.run;

import dev.tracemap.store.Store;
import dev.tracemap.store.StoreException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A store in which what one stage has made cannot be kept for a while: it fails so many times, and then waits.
public final class GatedStore {
    private final Store store;
    private final String stage;
    private final AtomicInteger failures;
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch opened = new CountDownLatch(1);

    public GatedStore(Store store, String stage, int failures, boolean waits) {
        this.store = store;
        this.stage = stage;
        this.failures = new AtomicInteger(failures);
        if (!waits) {
            opened.countDown();
        }
    }

    public Store store() {
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (_, method, arguments) -> {
                    if (stage.equals(stageOf(method, arguments))) {
                        pass();
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static @Nullable String stageOf(Method method, Object[] arguments) {
        return switch (method.getName()) {
            case "saveOutcome" -> (String) arguments[1];
            case "completeRun" -> "emit";
            default -> null;
        };
    }

    private void pass() {
        if (failures.getAndDecrement() > 0) {
            throw new StoreException("the disk is away", new IllegalStateException("for a while"));
        }
        reached.countDown();
        try {
            opened.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("interrupted at the gate", e);
        }
    }

    /// Returns when somebody stands at the gate.
    public boolean isReached() throws InterruptedException {
        return reached.await(5, TimeUnit.MINUTES);
    }

    public void open() {
        opened.countDown();
    }
}
