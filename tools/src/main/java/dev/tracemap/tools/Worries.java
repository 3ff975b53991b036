package dev.tracemap.tools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.finding.Finding;
import dev.tracemap.finding.Findings;
import dev.tracemap.run.RunFindings.Prevalence;
import dev.tracemap.store.Store.ClusterConcern;
import java.util.ArrayList;
import java.util.List;

/// What is wrong in clusters and traces, as answers show it.
final class Worries {
    private static final int TOP = 3;
    private static final int SENTENCE = 320;

    private Worries() {}

    /// A row for each kind of finding.
    static void table(ObjectNode answer, List<Prevalence> kinds) {
        if (kinds.isEmpty()) {
            return;
        }
        ArrayNode rows = answer.putArray("findings");
        for (Prevalence kind : kinds) {
            rows.addObject()
                    .put("kind", kind.kind().wire())
                    .put("severity", kind.kind().severity())
                    .put("items", kind.items())
                    .put("share", rounded(kind.share(), 3))
                    .put("elsewhere", rounded(kind.elsewhere(), 3));
        }
    }

    /// The most frequent kinds as lines.
    static void lines(ObjectNode row, List<Prevalence> kinds) {
        if (!kinds.isEmpty()) {
            ArrayNode lines = row.putArray("findings");
            kinds.stream().limit(TOP).forEach(kind -> lines.add("- " + kind.line()));
        }
    }

    /// Size, concern and users, and what they make together.
    static void parts(ObjectNode row, ClusterConcern concern) {
        if (concern.items() == 0) {
            return;
        }
        if (concern.concern() != null) {
            row.put("concern", rounded(concern.concern(), 2));
        }
        row.put("users", concern.users()).put("priority", Math.round(concern.priority()));
    }

    /// A trace's findings, each with the lines that show it; fenced, because they quote the trace.
    static void trace(ObjectNode answer, Findings findings) {
        if (findings.found().isEmpty()) {
            return;
        }
        List<String> lines = new ArrayList<>();
        for (Finding finding : findings.found()) {
            lines.add("- " + finding.kind().wire() + " (severity " + finding.severity() + "): "
                    + Untrusted.line(finding.sentence(), SENTENCE)
                    + (finding.lines().isEmpty() ? "" : " [" + String.join(", ", finding.lines()) + "]"));
        }
        answer.put("findings", String.join("\n", Untrusted.fence(lines)));
    }

    private static double rounded(double value, int digits) {
        double scale = Math.pow(10, digits);
        return Math.round(value * scale) / scale;
    }
}
