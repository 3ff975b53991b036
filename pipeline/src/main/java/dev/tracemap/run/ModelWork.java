package dev.tracemap.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.embedding.Embedder;
import dev.tracemap.embedding.TextHash;
import dev.tracemap.llm.ChatModel;
import dev.tracemap.llm.ModelLine;
import dev.tracemap.llm.ModelStage;
import dev.tracemap.llm.RemoteEmbedder;
import dev.tracemap.llm.Spending;
import dev.tracemap.privacy.Redactor;
import dev.tracemap.score.Judge;
import dev.tracemap.summary.ModelSummarizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The models as one run sees them: which there are, what they have used, and what there is to say about them.
final class ModelWork {
    private final ModelSettings settings;
    private final @Nullable ModelLine line;
    private final Spending spending;
    private final List<String> notes = new ArrayList<>();

    ModelWork(ModelSettings settings, @Nullable ModelLine line, Spending spending) {
        this.settings = settings;
        this.line = line;
        this.spending = spending;
    }

    /// The chat model of a stage; absent when everything is done offline.
    Optional<ChatModel> chat(ModelStage stage) {
        return chat(stage, settings.model(stage));
    }

    private Optional<ChatModel> chat(ModelStage stage, @Nullable String name) {
        ModelLine asked = line;
        return asked == null || name == null
                ? Optional.empty()
                : Optional.of(new ChatModel(name, stage, asked, spending, outgoing()));
    }

    /// Who judges by rubrics, booked as audits.
    Optional<Judge> judge() {
        return chat(ModelStage.AUDIT, settings.judge()).map(Judge::new);
    }

    Optional<ModelSummarizer> summarizer() {
        String summary = settings.model(ModelStage.SUMMARY);
        String facet = settings.model(ModelStage.FACET);
        boolean apart = facet != null && !facet.equals(summary);
        return chat(ModelStage.SUMMARY)
                .map(model -> new ModelSummarizer(
                        model, apart ? chat(ModelStage.FACET).orElse(null) : null, settings.summary(), view()));
    }

    /// The remote embedding model, where one is configured.
    Optional<RemoteEmbedder> embedder() {
        String name = settings.model(ModelStage.EMBEDDING);
        ModelLine asked = line;
        return asked == null || name == null
                ? Optional.empty()
                : Optional.of(new RemoteEmbedder(name, asked, spending, outgoing()));
    }

    /// One by the remote embedding model where one is configured, else the machine's own.
    Embedder embedder(Embedder own) {
        return embedder().<Embedder>map(own::with).orElse(own);
    }

    /// What is done to every text before it leaves the machine.
    UnaryOperator<String> outgoing() {
        return switch (settings.privacy()) {
            case PLAIN -> UnaryOperator.identity();
            case REDACT -> settings.redactor()::redact;
            case OFFLINE -> throw new IllegalStateException("nothing goes out in privacy offline");
        };
    }

    /// Present where texts are redacted before they leave.
    Optional<Redactor> redactor() {
        boolean redacts = line != null && settings.privacy() == Privacy.REDACT;
        return redacts ? Optional.of(settings.redactor()) : Optional.empty();
    }

    /// Apart for each set of patterns: what one lets through another may replace.
    private String view() {
        return switch (settings.privacy()) {
            case PLAIN, OFFLINE -> "";
            case REDACT ->
                "-redacted-"
                        + TextHash.of(String.join("\n", settings.redactor().own()))
                                .substring(0, 8);
        };
    }

    Spending spending() {
        return spending;
    }

    /// Something for whoever reads the result: one line.
    synchronized void note(String line) {
        notes.add(line);
    }

    synchronized List<String> notes() {
        return List.copyOf(notes);
    }

    /// What was used: an object with `calls` by stage and model, `tokens` and `cost_usd`; the latter left out where
    /// a price is not known. Empty when nothing was asked.
    ObjectNode report() {
        ObjectNode report = JsonNodeFactory.instance.objectNode();
        List<Spending.Total> totals = spending.totals();
        if (totals.isEmpty()) {
            return report;
        }
        ArrayNode calls = report.putArray("calls");
        long tokens = 0;
        double cost = 0;
        boolean priced = true;
        for (Spending.Total total : totals) {
            ObjectNode row = calls.addObject()
                    .put("stage", total.stage())
                    .put("model", total.model())
                    .put("calls", total.calls())
                    .put("failed", total.failed())
                    .put("input_tokens", total.tokens().input())
                    .put("output_tokens", total.tokens().output());
            tokens += total.tokens().total();
            Double each = total.costUsd();
            if (each == null) {
                priced = false;
            } else {
                cost += each;
                row.put("cost_usd", rounded(each));
            }
        }
        report.put("tokens", tokens);
        if (priced) {
            report.put("cost_usd", rounded(cost));
        }
        return report;
    }

    private static double rounded(double dollars) {
        return Math.round(dollars * 1e6) / 1e6;
    }
}
