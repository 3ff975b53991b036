package dev.tracemap.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The connection to a model server that all stages share: retries with growing, varied delays, limits, and a circuit
/// breaker. May be used by many threads. The client library is loaded by the first call.
public final class ModelLine implements AutoCloseable {
    /// So many failed attempts in a row, over all calls, and the server counts as down.
    private static final int BREAK_AFTER = 14;

    /// How long a broken line stays broken before one call may try again.
    private static final long BROKEN_NANOS = Duration.ofSeconds(60).toNanos();

    private static final Duration LONGEST_DELAY = Duration.ofSeconds(30);

    private final Endpoint endpoint;
    private final Limits limits;
    private final Semaphore lanes;
    private final TokenPace pace;
    private final AtomicInteger failedInARow = new AtomicInteger();
    private volatile long quietUntil = System.nanoTime();
    private volatile @Nullable Broken broken;
    private @Nullable Wire wire;

    private record Broken(ModelFailure failure, long since) {}

    /// What came back.
    ///
    /// @param attempts made for it
    record Reply(JsonNode json, int attempts) {}

    @FunctionalInterface
    interface Attempt {
        JsonNode make(Wire wire) throws AttemptFailed;
    }

    /// A request that this server will never accept as it is.
    static final class NotAccepted extends Exception {
        private static final long serialVersionUID = 1;

        NotAccepted(String message) {
            super(message);
        }
    }

    public ModelLine(Endpoint endpoint, Limits limits) {
        this.endpoint = endpoint;
        this.limits = limits;
        this.lanes = new Semaphore(limits.concurrency(), true);
        this.pace = new TokenPace(limits.tokensPerMinute());
    }

    Limits limits() {
        return limits;
    }

    /// How many calls make sense at the same time.
    public int concurrency() {
        return limits.concurrency();
    }

    @Override
    public String toString() {
        return endpoint.toString();
    }

    Reply chat(ObjectNode body, long tokens) throws NotAccepted {
        return call(tokens, wire -> wire.chat(body));
    }

    Reply embed(ObjectNode body, long tokens) throws NotAccepted {
        return call(tokens, wire -> wire.embed(body));
    }

    /// @param tokens that the call may take, for the pace
    /// @throws ModelFailure when no attempt succeeded
    /// @throws CancellationException when the thread is interrupted
    Reply call(long tokens, Attempt attempt) throws NotAccepted {
        for (int made = 1; ; made++) {
            checkBroken();
            AttemptFailed failed;
            try {
                JsonNode json = once(tokens, attempt);
                failedInARow.set(0);
                broken = null;
                return new Reply(json, made);
            } catch (AttemptFailed e) {
                failed = e;
            }
            judge(failed, made);
            sleep(delay(failed, made));
        }
    }

    private JsonNode once(long tokens, Attempt attempt) throws AttemptFailed {
        try {
            lanes.acquire();
            try {
                sleep((quietUntil - System.nanoTime()) / 1_000_000);
                sleep(pace.take(tokens));
                checkBroken();
                return attempt.make(wire());
            } finally {
                lanes.release();
            }
        } catch (InterruptedException e) {
            throw cancelled(e);
        }
    }

    private void judge(AttemptFailed failed, int made) throws NotAccepted {
        if (Thread.currentThread().isInterrupted()) {
            throw cancelled(new InterruptedException());
        }
        switch (failed.kind()) {
            case FATAL -> throw breakLine(failed.reason());
            case REQUEST -> throw new NotAccepted(failed.reason());
            case BUSY -> {
                Duration asked = failed.retryAfter();
                if (asked != null) {
                    quietUntil = System.nanoTime() + capped(asked).toNanos();
                }
            }
            case PASSING -> {
                if (failedInARow.incrementAndGet() >= BREAK_AFTER) {
                    throw breakLine(failed.reason() + " (" + BREAK_AFTER + " attempts in a row)");
                }
            }
        }
        if (made >= limits.attempts()) {
            throw new ModelFailure(ModelFailure.Reason.CALL, failed.reason() + ", in each of " + made + " attempts");
        }
    }

    private ModelFailure breakLine(String message) {
        ModelFailure failure = new ModelFailure(ModelFailure.Reason.UNAVAILABLE, message);
        broken = new Broken(failure, System.nanoTime());
        return failure;
    }

    private void checkBroken() {
        Broken now = broken;
        if (now == null) {
            return;
        }
        if (System.nanoTime() - now.since() < BROKEN_NANOS) {
            throw now.failure();
        }
        // Half open: the next failure breaks it again at once.
        failedInARow.set(BREAK_AFTER - 1);
        broken = null;
    }

    private long delay(AttemptFailed failed, int made) {
        Duration asked = failed.retryAfter();
        if (asked != null) {
            return capped(asked).toMillis();
        }
        long doubled = limits.firstDelay().toMillis() << Math.min(made - 1, 12);
        long longest = Math.min(doubled, LONGEST_DELAY.toMillis());
        // Varied, so that calls that failed together do not come back together; decides no result.
        return ThreadLocalRandom.current().nextLong(longest / 2, longest + 1);
    }

    private static Duration capped(Duration asked) {
        return asked.compareTo(LONGEST_DELAY) > 0 ? LONGEST_DELAY : asked;
    }

    private static void sleep(long millis) {
        if (millis > 0) {
            try {
                Thread.sleep(millis);
            } catch (InterruptedException e) {
                throw cancelled(e);
            }
        }
    }

    private static CancellationException cancelled(InterruptedException e) {
        Thread.currentThread().interrupt();
        return (CancellationException) new CancellationException("interrupted while asking a model").initCause(e);
    }

    private synchronized Wire wire() {
        Wire known = wire;
        if (known == null) {
            known = new Wire(endpoint, limits.timeout());
            wire = known;
        }
        return known;
    }

    @Override
    public synchronized void close() {
        Wire known = wire;
        if (known != null) {
            known.close();
            wire = null;
        }
    }
}
