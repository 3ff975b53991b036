package dev.tracemap.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What doing a stage, or a part of one, took, and what there is to say about it.
///
/// @param notes for whoever reads the result
/// @param seconds by stage, or part of it
/// @param models what was asked of models, as [ModelWork#report] says
record Account(List<String> notes, Map<String, Double> seconds, ObjectNode models) {
    Account {
        notes = List.copyOf(notes);
        seconds = Collections.unmodifiableMap(new LinkedHashMap<>(seconds));
    }

    static Account of(ModelWork work, Stopwatch watch) {
        return new Account(work.notes(), watch.seconds(), work.report());
    }

    /// Puts itself beside what was made.
    void writeTo(ObjectNode outcome) {
        ArrayNode lines = outcome.putArray("notes");
        notes.forEach(lines::add);
        ObjectNode times = outcome.putObject("seconds");
        seconds.forEach(times::put);
        outcome.set("models", models);
    }

    static Account read(ObjectNode outcome) {
        List<String> notes = new ArrayList<>();
        outcome.path("notes").forEach(note -> notes.add(note.asText()));
        Map<String, Double> seconds = new LinkedHashMap<>();
        outcome.path("seconds")
                .properties()
                .forEach(time -> seconds.put(time.getKey(), time.getValue().doubleValue()));
        return new Account(notes, seconds, outcome.withObject("/models"));
    }

    /// All together; what was said twice is told once.
    static Account sum(List<Account> accounts) {
        List<String> notes = accounts.stream()
                .flatMap(account -> account.notes().stream())
                .distinct()
                .toList();
        Map<String, Double> seconds = new LinkedHashMap<>();
        accounts.forEach(account -> account.seconds().forEach((name, time) -> seconds.merge(name, time, Double::sum)));
        seconds.replaceAll((_, time) -> Math.round(time * 1000) / 1000.0);
        return new Account(notes, seconds, models(accounts));
    }

    double total() {
        return Math.round(seconds.values().stream()
                                .mapToDouble(Double::doubleValue)
                                .sum()
                        * 1000)
                / 1000.0;
    }

    private static ObjectNode models(List<Account> accounts) {
        Map<String, ObjectNode> rows = new LinkedHashMap<>();
        for (Account account : accounts) {
            account.models().path("calls").forEach(row -> add(row, rows));
        }
        ObjectNode report = JsonNodeFactory.instance.objectNode();
        if (rows.isEmpty()) {
            return report;
        }
        report.putArray("calls").addAll(rows.values());
        report.put(
                "tokens",
                rows.values().stream()
                        .mapToLong(row -> row.path("input_tokens").longValue()
                                + row.path("output_tokens").longValue())
                        .sum());
        if (rows.values().stream().allMatch(row -> row.has("cost_usd"))) {
            report.put(
                    "cost_usd",
                    rounded(rows.values().stream()
                            .mapToDouble(row -> row.path("cost_usd").doubleValue())
                            .sum()));
        }
        return report;
    }

    private static void add(JsonNode row, Map<String, ObjectNode> rows) {
        String name = row.path("stage").asText() + " " + row.path("model").asText();
        ObjectNode known = rows.get(name);
        if (known == null) {
            rows.put(name, row.deepCopy());
            return;
        }
        for (String figure : List.of("calls", "failed", "input_tokens", "output_tokens")) {
            known.put(figure, known.path(figure).longValue() + row.path(figure).longValue());
        }
        if (known.has("cost_usd") && row.has("cost_usd")) {
            known.put(
                    "cost_usd",
                    rounded(known.path("cost_usd").doubleValue()
                            + row.path("cost_usd").doubleValue()));
        } else {
            known.remove("cost_usd");
        }
    }

    private static double rounded(double dollars) {
        return Math.round(dollars * 1e6) / 1e6;
    }
}
