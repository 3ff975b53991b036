package dev.tracemap.run;

import dev.tracemap.llm.Endpoint;
import dev.tracemap.llm.ModelLine;
import dev.tracemap.llm.ModelStage;
import dev.tracemap.llm.Purse;
import dev.tracemap.llm.Rate;
import dev.tracemap.llm.Spending;
import dev.tracemap.store.ModelUse;
import dev.tracemap.store.Store;
import dev.tracemap.summary.SummaryStyle;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The models that this process may ask, and what may be spent on them. Without an endpoint, or with privacy
/// `offline`, there are none, and everything is done without.
public final class Models implements AutoCloseable {
    /// From how far back calls teach how many characters make a token.
    private static final Duration EXPERIENCE = Duration.ofDays(30);

    private final Store store;
    private final ModelSettings settings;
    private final Function<String, @Nullable Rate> prices;
    private final InstantSource clock;
    private final @Nullable ModelLine line;
    private @Nullable LocalDate day;
    private @Nullable Purse dayPurse;

    /// @param endpoint absent = work offline
    /// @param prices of a model by its name, or null; the settings' own come first
    public Models(
            Store store,
            ModelSettings settings,
            Optional<Endpoint> endpoint,
            Function<String, @Nullable Rate> prices,
            InstantSource clock) {
        this.store = store;
        this.settings = settings;
        this.prices = prices;
        this.clock = clock;
        this.line = settings.privacy() == Privacy.OFFLINE
                ? null
                : endpoint.map(found -> new ModelLine(found, settings.limits())).orElse(null);
    }

    /// None at all.
    public static Models none(Store store, InstantSource clock) {
        return new Models(store, ModelSettings.DEFAULT, Optional.empty(), _ -> null, clock);
    }

    public ModelSettings settings() {
        return settings;
    }

    /// Whether there is anything to ask.
    boolean present() {
        return line != null;
    }

    /// Opens the books for a piece of work that wishes nothing of its own.
    ModelWork begin(long teamId, String work) {
        return begin(teamId, work, null);
    }

    /// Opens the books for a piece of work, with what was spent on it before.
    ///
    /// @param work a run's id, or another name
    /// @param wish what it asks of its summaries beside what is configured
    ModelWork begin(long teamId, String work, SummaryStyle.@Nullable Wish wish) {
        ModelLine asked = line;
        if (asked == null) {
            return new ModelWork(
                    settings.with(wish), null, spending(new Purse("run", settings.perRun(), 0, 0, null), teamId, work));
        }
        Instant now = clock.instant();
        List<ModelUse> experience = experience(teamId);
        List<ModelUse> before =
                experience.stream().filter(use -> use.work().equals(work)).toList();
        Purse purse = new Purse("run", settings.perRun(), dollars(before), tokens(before), today(teamId, now));
        Spending spending = spending(purse, teamId, work);
        for (ModelUse use : experience) {
            spending.learn(use.model(), use.inputChars(), use.inputTokens());
        }
        return new ModelWork(settings.with(wish), asked, spending);
    }

    private Spending spending(Purse purse, long teamId, String work) {
        return new Spending(purse, this::rate, new CallBooks(store, teamId, work, settings.ownTracesTeam()), clock);
    }

    @Nullable
    Rate rate(String model) {
        Rate own = settings.prices().get(model);
        return own != null ? own : prices.apply(model);
    }

    private synchronized Purse today(long teamId, Instant now) {
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        Purse known = dayPurse;
        if (known == null || !today.equals(day)) {
            List<ModelUse> spent =
                    store.modelUse(teamId, today.atStartOfDay(ZoneOffset.UTC).toInstant());
            known = new Purse("day", settings.perDay(), dollars(spent), tokens(spent), null);
            dayPurse = known;
            day = today;
        }
        return known;
    }

    private static double dollars(List<ModelUse> uses) {
        return uses.stream()
                .mapToDouble(use -> use.costUsd() == null ? 0 : use.costUsd())
                .sum();
    }

    private static long tokens(List<ModelUse> uses) {
        return uses.stream()
                .mapToLong(use -> use.inputTokens() + use.outputTokens())
                .sum();
    }

    @Override
    public void close() {
        if (line != null) {
            line.close();
        }
    }

    /// The calls of the last days.
    List<ModelUse> experience(long teamId) {
        return store.modelUse(teamId, clock.instant().minus(EXPERIENCE));
    }

    /// What is known about the answers of a stage: mean output tokens a call, or the fallback before there were any.
    long outputTokens(long teamId, ModelStage stage, String model, long fallback) {
        long calls = 0;
        long tokens = 0;
        for (ModelUse use : experience(teamId)) {
            if (use.stage().equals(stage.wire()) && use.model().equals(model)) {
                calls += use.calls();
                tokens += use.outputTokens();
            }
        }
        return calls == 0 ? fallback : Math.round((double) tokens / (double) calls);
    }
}
