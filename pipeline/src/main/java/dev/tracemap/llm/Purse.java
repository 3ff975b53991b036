package dev.tracemap.llm;

import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Money and tokens that may be spent. What a call could cost at most is set aside before it and settled after it, so
/// that calls at the same time cannot spend the same money.
public final class Purse {
    private final String name;
    private final Cap cap;
    private final @Nullable Purse outer;
    private double spentDollars;
    private long spentTokens;
    private double reservedDollars;
    private long reservedTokens;
    private int open;

    /// @param name for messages: `run`, `day`
    /// @param outer is spent from as well, for instance the day's purse
    public Purse(String name, Cap cap, double spentDollars, long spentTokens, @Nullable Purse outer) {
        this.name = name;
        this.cap = cap;
        this.spentDollars = spentDollars;
        this.spentTokens = spentTokens;
        this.outer = outer;
    }

    /// Set aside for one call.
    ///
    /// @param dollars 0 where the model has no known price
    record Reservation(double dollars, long tokens) {}

    /// @param dollars at most; absent where the model has no known price
    /// @throws ModelFailure with reason BUDGET when the cap could be exceeded
    Reservation reserve(String model, @Nullable Double dollars, long tokens) {
        Reservation wanted = new Reservation(dollars == null ? 0 : dollars, tokens);
        if (outer != null) {
            outer.reserve(model, dollars, tokens);
        }
        try {
            setAside(model, dollars == null, wanted);
        } catch (ModelFailure | CancellationException e) {
            if (outer != null) {
                outer.settle(wanted, 0, 0);
            }
            throw e;
        }
        return wanted;
    }

    private synchronized void setAside(String model, boolean unpriced, Reservation wanted) {
        if (cap.dollars() != null && unpriced) {
            throw spent("a budget in dollars is set, but " + model + " has no known price; add it under 'prices'");
        }
        try {
            // Most calls cost less than was set aside for them, so what others give back may suffice.
            while (exceeds(reservedDollars + wanted.dollars(), reservedTokens + wanted.tokens())) {
                if (open == 0 || exceeds(wanted.dollars(), wanted.tokens())) {
                    throw spent("the budget of " + words() + " a " + name + " is used up");
                }
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (CancellationException) new CancellationException("interrupted before a call").initCause(e);
        }
        open++;
        reservedDollars += wanted.dollars();
        reservedTokens += wanted.tokens();
    }

    private boolean exceeds(double dollars, long tokens) {
        Double mostDollars = cap.dollars();
        Long mostTokens = cap.tokens();
        return (mostDollars != null && spentDollars + dollars > mostDollars)
                || (mostTokens != null && spentTokens + tokens > mostTokens);
    }

    private String words() {
        String dollars = cap.dollars() == null ? null : String.format(Locale.ROOT, "$%s", cap.dollars());
        String tokens = cap.tokens() == null ? null : cap.tokens() + " tokens";
        return Stream.of(dollars, tokens).filter(Objects::nonNull).collect(Collectors.joining(" or "));
    }

    /// Gives back what was set aside and books what was really used.
    void settle(Reservation reservation, double dollars, long tokens) {
        synchronized (this) {
            open--;
            // With nothing open nothing is set aside, whatever rounding has left over.
            reservedDollars = open == 0 ? 0 : reservedDollars - reservation.dollars();
            reservedTokens -= reservation.tokens();
            spentDollars += dollars;
            spentTokens += tokens;
            notifyAll();
        }
        if (outer != null) {
            outer.settle(reservation, dollars, tokens);
        }
    }

    /// Books what was used without having been set aside.
    void spend(double dollars, long tokens) {
        synchronized (this) {
            spentDollars += dollars;
            spentTokens += tokens;
        }
        if (outer != null) {
            outer.spend(dollars, tokens);
        }
    }

    public synchronized double spentDollars() {
        return spentDollars;
    }

    public synchronized long spentTokens() {
        return spentTokens;
    }

    private static ModelFailure spent(String message) {
        return new ModelFailure(ModelFailure.Reason.BUDGET, message);
    }
}
