package dev.tracemap.llm;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The books of one piece of work: what its calls may cost, and what they did cost, by stage and model.
public final class Spending {
    private static final double FIRST_GUESS = 4;

    private final Purse purse;
    private final Function<String, @Nullable Rate> rates;
    private final Consumer<ModelCall> listener;
    private final InstantSource clock;
    private final Map<List<String>, Total> totals = new LinkedHashMap<>();
    private final Map<String, double[]> charsAndTokens = new HashMap<>();

    /// What one stage has used of one model.
    ///
    /// @param costUsd absent where the model has no known price
    public record Total(
            String stage,
            String model,
            long calls,
            long failed,
            TokenUse tokens,
            @Nullable Double costUsd) {}

    /// A call that is under way.
    record Open(ModelStage stage, String model, Instant start, long nanos, long chars, Purse.Reservation reserved) {}

    /// @param rates price of a model by its name, or null
    /// @param listener hears every call once it is over; called from the calling thread
    public Spending(
            Purse purse, Function<String, @Nullable Rate> rates, Consumer<ModelCall> listener, InstantSource clock) {
        this.purse = purse;
        this.rates = rates;
        this.listener = listener;
        this.clock = clock;
    }

    /// In the order in which stage and model first appeared.
    public synchronized List<Total> totals() {
        return new ArrayList<>(totals.values());
    }

    public Purse purse() {
        return purse;
    }

    /// About how many tokens a text has for this model: learnt from the calls so far, four characters a token before
    /// there are any.
    public synchronized long tokensOf(String model, long chars) {
        double[] known = charsAndTokens.get(model);
        double perToken = known == null ? FIRST_GUESS : known[0] / known[1];
        return (long) Math.ceil(chars / perToken);
    }

    /// Sets aside what a call may cost.
    ///
    /// @throws ModelFailure with reason BUDGET when that is more than is left
    Open begin(ModelStage stage, String model, long chars, TokenUse most) {
        Rate rate = rates.apply(model);
        Purse.Reservation reserved = purse.reserve(model, rate == null ? null : rate.cost(most), most.total());
        return new Open(stage, model, clock.instant(), System.nanoTime(), chars, reserved);
    }

    /// Sets aside what a batch may cost; closing gives it back.
    ///
    /// @throws ModelFailure with reason BUDGET when that is more than is left
    Hold hold(String model, TokenUse most, double discount) {
        Rate rate = rates.apply(model);
        Double dollars = rate == null ? null : (Double) rate.times(discount).cost(most);
        Purse.Reservation reserved = purse.reserve(model, dollars, most.total());
        return () -> purse.settle(reserved, 0, 0);
    }

    /// Money that is set aside until this is closed.
    @FunctionalInterface
    public interface Hold extends AutoCloseable {
        @Override
        void close();
    }

    /// Books a call that was made elsewhere, as one of a batch.
    ///
    /// @param discount share of the price that is paid
    void book(ModelStage stage, String model, long chars, TokenUse used, double discount) {
        Rate rate = rates.apply(model);
        Double cost = rate == null ? null : (Double) rate.times(discount).cost(used);
        purse.spend(cost == null ? 0 : cost, used.total());
        write(new ModelCall(stage.wire(), model, clock.instant(), 0, 1, chars, used, cost, null));
    }

    /// Books a call that is over.
    ///
    /// @param failure absent when it gave an answer
    void end(Open call, TokenUse used, int attempts, @Nullable String failure) {
        Rate rate = rates.apply(call.model());
        Double cost = rate == null ? null : (Double) rate.cost(used);
        purse.settle(call.reserved(), cost == null ? 0 : cost, used.total());
        double seconds = (System.nanoTime() - call.nanos()) / 1e9;
        write(new ModelCall(
                call.stage().wire(), call.model(), call.start(), seconds, attempts, call.chars(), used, cost, failure));
    }

    private void write(ModelCall call) {
        synchronized (this) {
            learn(call.model(), call.inputChars(), call.tokens().input());
            Total one = new Total(
                    call.stage(), call.model(), 1, call.failure() == null ? 0 : 1, call.tokens(), call.costUsd());
            totals.merge(List.of(one.stage(), one.model()), one, Spending::sum);
        }
        listener.accept(call);
    }

    /// Tells what is known from earlier work about how many characters make a token.
    public synchronized void learn(String model, long chars, long tokens) {
        if (chars > 0 && tokens > 0) {
            double[] known = charsAndTokens.computeIfAbsent(model, name -> new double[2]);
            known[0] += (double) chars;
            known[1] += (double) tokens;
        }
    }

    private static Total sum(Total one, Total other) {
        Double cost =
                one.costUsd() == null || other.costUsd() == null ? null : (Double) (one.costUsd() + other.costUsd());
        return new Total(
                one.stage(),
                one.model(),
                one.calls() + other.calls(),
                one.failed() + other.failed(),
                one.tokens().plus(other.tokens()),
                cost);
    }
}
