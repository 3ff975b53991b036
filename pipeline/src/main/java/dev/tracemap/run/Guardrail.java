package dev.tracemap.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.insight.BackTest;
import dev.tracemap.insight.ReadableRule;
import dev.tracemap.privacy.Redactor;
import dev.tracemap.store.Membership;
import dev.tracemap.store.MonitorRecord;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import dev.tracemap.trace.Item;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// A monitor as a plain rule with examples, to be pasted into a prompt or a middleware, in Markdown. What secrets the
/// redactor knows leave no example.
public final class Guardrail {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int EXAMPLES = 5;
    private static final int LONGEST = 300;

    private final Store store;
    private final Redactor redactor;

    public Guardrail(Store store, Redactor redactor) {
        this.store = store;
        this.redactor = redactor;
    }

    public String of(MonitorRecord monitor) {
        Optional<RunRecord> run = store.run(monitor.teamId(), monitor.runId());
        List<Membership> members =
                run.isEmpty() ? List.of() : store.memberships(monitor.runId(), null, 0, Integer.MAX_VALUE);
        List<String> like = questions(run, members, typical(monitor, members));
        List<String> unlike = questions(run, members, near(monitor, members));
        BackTest.Figures promise = Monitors.promise(monitor);
        String kind = oneLine(monitor.name());
        StringBuilder text = new StringBuilder();
        text.append("# Guardrail: ").append(kind).append("\n\n");
        text.append(String.format(
                Locale.ROOT,
                "Monitor %s, learned from cluster %d of run %s. On history that it was not fitted to, %.0f%% of what it"
                        + " takes is right, and it finds %.0f%%. It is a lead, not a verdict.%n%n",
                monitor.monitorId(),
                monitor.clusterId(),
                monitor.runId(),
                100 * promise.precision(),
                100 * promise.recall()));
        text.append("## For a prompt\n\n");
        text.append("Some requests are of the kind \"").append(kind).append("\". Know one by likeness to the first");
        text.append(" list. Where a request is more like the second list, or like neither, this rule does not apply.");
        text.append(" When it applies: <say here what to do>.\n\nOf this kind:\n");
        like.forEach(question -> text.append("- \"").append(question).append("\"\n"));
        text.append("\nNear, but of another kind:\n");
        unlike.forEach(question -> text.append("- \"").append(question).append("\"\n"));
        text.append("\n## For a middleware\n\n");
        text.append("All conditions hold of a finished item; facets are named as in the store's schema.\n\n```json\n");
        return text.append(middleware(monitor, like, unlike)).append("\n```\n").toString();
    }

    private static Set<String> typical(MonitorRecord monitor, List<Membership> members) {
        return members.stream()
                .filter(member -> member.clusterId() == monitor.clusterId())
                .limit(2L * EXAMPLES)
                .map(Membership::itemId)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /// Members of other clusters that are nearly of this one, after those that the rule takes wrongly.
    private static Set<String> near(MonitorRecord monitor, List<Membership> members) {
        Set<String> near = new LinkedHashSet<>(monitor.test().wrong());
        members.stream()
                .filter(member -> member.clusterId() != monitor.clusterId()
                        && Objects.equals(member.secondClusterId(), monitor.clusterId()))
                .sorted(Comparator.comparingDouble(Guardrail::second).reversed().thenComparing(Membership::itemId))
                .limit(2L * EXAMPLES)
                .forEach(member -> near.add(member.itemId()));
        return near;
    }

    private static double second(Membership member) {
        Double probability = member.secondProbability();
        return probability == null ? 0 : probability;
    }

    private List<String> questions(Optional<RunRecord> run, List<Membership> members, Set<String> wanted) {
        if (run.isEmpty() || wanted.isEmpty()) {
            return List.of();
        }
        Map<String, Item> items = EvalSet.items(store, run.get(), members, wanted);
        return wanted.stream()
                .map(items::get)
                .filter(Objects::nonNull)
                .flatMap(item -> EvalCase.of(item, 0, "", EvalCase.Why.EXEMPLAR, -1, redactor).stream())
                .map(each -> oneLine(each.turns().stream()
                        .filter(turn -> turn.role().equals("user"))
                        .findFirst()
                        .orElseThrow()
                        .text()))
                .distinct()
                .limit(EXAMPLES)
                .toList();
    }

    private static String oneLine(String text) {
        String line =
                text.replaceAll("[\\p{Cntrl}\"`]+", " ").replaceAll("\\s+", " ").strip();
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }

    private static String middleware(MonitorRecord monitor, List<String> like, List<String> unlike) {
        ObjectNode rule = JSON.createObjectNode().put("monitor", monitor.monitorId());
        rule.put("kind", oneLine(monitor.name()));
        ReadableRule readable = monitor.rule().readable();
        ArrayNode conditions = rule.putArray("all_of");
        if (readable != null) {
            readable.conditions().forEach(condition -> {
                ObjectNode row = conditions
                        .addObject()
                        .put("property", condition.property())
                        .put("operator", condition.operator().wire());
                condition.values().forEach(row.withArrayProperty("values")::add);
            });
        }
        like.forEach(rule.putArray("examples")::add);
        unlike.forEach(rule.putArray("counterexamples")::add);
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(rule);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
