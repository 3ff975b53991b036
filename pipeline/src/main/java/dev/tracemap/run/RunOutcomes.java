package dev.tracemap.run;

import dev.tracemap.insight.Outcome;
import dev.tracemap.insight.OutcomeRate;
import dev.tracemap.insight.OutcomeRates;
import dev.tracemap.insight.Success;
import dev.tracemap.score.ScoreRate;
import dev.tracemap.store.Membership;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import dev.tracemap.trace.Level;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How frequently the clusters of a run succeed, by what is known now: much of it is said after the run.
///
/// @param rates of every outcome, rubrics among them, or of the one that was asked for
public record RunOutcomes(List<OutcomeRate> rates) {
    private static final int NAMED = 12;

    private static final Comparator<OutcomeRate> WORST =
            Comparator.comparingDouble(OutcomeRate::lost).reversed().thenComparing(OutcomeRate::outcome);

    public RunOutcomes {
        rates = List.copyOf(rates);
    }

    /// @param success what alone counts, such as `resolved` or `csat >= 4`: an outcome, a rubric, or a property of
    ///     events; null = every outcome and rubric that says good or bad
    /// @throws IllegalArgumentException saying which names there are
    public static RunOutcomes of(Store store, RunRecord run, @Nullable String success) {
        List<Membership> members = store.memberships(run.runId(), null, 0, Integer.MAX_VALUE);
        Map<String, Integer> clusters =
                members.stream().collect(Collectors.toMap(Membership::itemId, Membership::clusterId));
        List<Outcome> outcomes = outcomes(run, members, store.verdicts(run));
        List<ScoreRate> scores = store.scoreRates(run.runId());
        if (success == null || success.isBlank()) {
            return new RunOutcomes(OutcomeRates.of(outcomes, clusters, OutcomeRates.rules(outcomes), scores));
        }
        Success rule = Success.parse(success);
        if (outcomes.stream().noneMatch(outcome -> outcome.name().equals(rule.name()))) {
            Optional<RunOutcomes> judged = judged(rule, scores, clusters);
            if (judged.isPresent()) {
                return judged.get();
            }
            outcomes = properties(store, run, members, rule.name());
        }
        List<OutcomeRate> rates = OutcomeRates.of(outcomes, clusters, Map.of(rule.name(), rule), List.of());
        if (rates.isEmpty()) {
            throw new IllegalArgumentException("no item of the run says whether it succeeded by '" + success + "'. "
                    + known(outcomes(run, members, store.verdicts(run)), scores)
                    + " A property of events serves too, such as \"resolved\" or \"status = done\"");
        }
        return new RunOutcomes(rates);
    }

    /// Of a cluster; that which most items go without comes first.
    public List<OutcomeRate> in(int clusterId) {
        return rates.stream()
                .filter(rate -> rate.clusterId() == clusterId)
                .sorted(WORST)
                .toList();
    }

    public Optional<OutcomeRate> worst(int clusterId) {
        return in(clusterId).stream().findFirst();
    }

    /// What is said of a trace holds for the item that the trace is, and for each of its generations unless it names
    /// one of them.
    private static List<Outcome> outcomes(RunRecord run, List<Membership> members, List<Store.Verdict> verdicts) {
        Map<String, List<Membership>> byKey = byKey(run, members);
        List<Outcome> outcomes = new ArrayList<>();
        for (Store.Verdict verdict : verdicts) {
            List<Membership> about = byKey.getOrDefault(verdict.key(), List.of());
            Outcome.of("", verdict.event()).ifPresent(outcome -> named(run, about, outcome.target())
                    .forEach(member -> outcomes.add(new Outcome(
                            member.itemId(), outcome.name(), outcome.target(), outcome.at(), outcome.value()))));
        }
        return outcomes;
    }

    private static List<Membership> named(RunRecord run, List<Membership> about, String target) {
        if (run.level() != Level.GENERATION) {
            return about;
        }
        List<Membership> named =
                about.stream().filter(member -> member.itemId().equals(target)).toList();
        return named.isEmpty() ? about : named;
    }

    private static Map<String, List<Membership>> byKey(RunRecord run, List<Membership> members) {
        return members.stream()
                .collect(Collectors.groupingBy(
                        member -> run.level() == Level.SESSION ? member.itemId() : member.traceId()));
    }

    private static Optional<RunOutcomes> judged(
            Success rule, Collection<ScoreRate> scores, Map<String, Integer> clusters) {
        List<ScoreRate> own = scores.stream()
                .filter(score -> score.rubric().equals(rule.name()))
                .map(score -> rule.sign() == Success.Sign.NO ? turned(score) : score)
                .toList();
        return own.isEmpty()
                ? Optional.empty()
                : Optional.of(new RunOutcomes(OutcomeRates.of(List.of(), clusters, Map.of(), own)));
    }

    private static ScoreRate turned(ScoreRate score) {
        return new ScoreRate(
                score.clusterId(),
                score.rubric(),
                score.scale(),
                score.n(),
                1 - score.share(),
                score.interval(),
                score.mean());
    }

    /// An item with several values of the property succeeds when all of them say so.
    private static List<Outcome> properties(Store store, RunRecord run, List<Membership> members, String property) {
        Map<String, List<Membership>> byKey = byKey(run, members);
        Map<String, Set<String>> values = new HashMap<>();
        for (Store.Origin origin : store.origins(run, property, property)) {
            String value = origin.user();
            if (value != null) {
                values.computeIfAbsent(origin.key(), _ -> new TreeSet<>()).add(value);
            }
        }
        List<Outcome> outcomes = new ArrayList<>();
        values.forEach((key, some) -> byKey.getOrDefault(key, List.of())
                .forEach(member -> some.forEach(value ->
                        outcomes.add(new Outcome(member.itemId(), property, value, member.timestamp(), value)))));
        return outcomes;
    }

    private static String known(Collection<Outcome> outcomes, Collection<ScoreRate> scores) {
        Set<String> names = new TreeSet<>();
        outcomes.forEach(outcome -> names.add(outcome.name()));
        scores.forEach(score -> names.add(score.rubric()));
        return names.isEmpty()
                ? "Nothing was said about its items yet: send $ai_feedback, $ai_metric or $ai_evaluation events."
                : "Known are " + names.stream().limit(NAMED).collect(Collectors.joining(", ")) + ".";
    }
}
