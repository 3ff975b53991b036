package dev.tracemap.tools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.run.EvalCoverage.Coverage;
import dev.tracemap.run.EvalFormat;
import dev.tracemap.run.EvalSet;
import dev.tracemap.store.ClusterRecord;
import dev.tracemap.store.RunRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/// Cases for eval sets from the clusters of a run, and what an eval set leaves out.
final class ExportEvals {
    private static final List<String> FORMATS = List.of("openai", "promptfoo", "inspect");
    /// Longer sets go to a file by the command line.
    private static final int MOST = 40;
    private static final int WEIGHT = 12_000;

    private ExportEvals() {}

    static Tool tool(Desk desk) {
        return new Tool(
                "export_evals",
                "Eval cases from clusters",
                "Makes eval cases from clusters: typical requests and some at the boundary, secrets redacted, as JSON lines."
                        + " Recorded answers are not checked. With coverage_of (path of an existing eval set, JSONL): which"
                        + " clusters it does not touch. Large sets: ./tracemap evals RUN --format openai -o FILE.",
                new Schema()
                        .text("run_id", Desk.RUN_ID)
                        .any("cluster_ids", "Default all")
                        .word("format", FORMATS, "")
                        .whole("size", "Cases in all, default 20, at most 40")
                        .text("coverage_of", "")
                        .input(),
                new Schema()
                        .text("run_id", "")
                        .texts("lines", "")
                        .objects("gaps", "Clusters without a case, largest first")
                        .whole("outside", "Cases in no cluster")
                        .text("next_step", "")
                        .text("note", "")
                        .required("run_id")
                        .output(),
                Tool.Behaviour.READ,
                Answers.advising(arguments -> Answers.answer(answer(desk, arguments))));
    }

    private static ObjectNode answer(Desk desk, Arguments arguments) {
        RunRecord run = desk.completeRun(arguments);
        String existing = arguments.text("coverage_of");
        ObjectNode answer = Answers.object().put("run_id", run.runId());
        return existing == null ? cases(desk, run, arguments, answer) : coverage(desk, run, existing, answer);
    }

    private static ObjectNode cases(Desk desk, RunRecord run, Arguments arguments, ObjectNode answer) {
        EvalFormat format = EvalFormat.fromWire(arguments.word("format", FORMATS));
        List<Integer> wanted = arguments.wholes("cluster_ids", "[0, 3]");
        Set<Integer> ignored = EditTaxonomy.taxonomy(desk).ignored(run);
        int size = arguments.whole("size", 20, 1, MOST);
        EvalSet.Lines lines = new EvalSet(desk.store(), desk.runs().redactor())
                .of(run, id -> wanted.isEmpty() ? !ignored.contains(id) : wanted.contains(id), size, format);
        ArrayNode shown = answer.putArray("lines");
        int weight = 0;
        for (String line : lines.lines()) {
            weight += Answers.weight(line);
            if (weight <= WEIGHT) {
                shown.add(line);
            }
        }
        answer.put(
                "next_step",
                (shown.size() < lines.lines().size()
                                ? shown.size() + " of " + lines.lines().size() + " cases are shown; "
                                : "")
                        + "./tracemap evals " + run.runId() + " --format " + format.wire()
                        + " -o evals.jsonl writes a whole set. Have somebody check the answers.");
        return answer.put("note", Untrusted.NOTE);
    }

    private static ObjectNode coverage(Desk desk, RunRecord run, String existing, ObjectNode answer) {
        List<String> lines;
        try {
            lines = Files.readAllLines(Path.of(existing.replaceFirst("^~/", System.getProperty("user.home") + "/")));
        } catch (IOException e) {
            throw new BadArgument("coverage_of: " + existing + " cannot be read; pass the path of a JSONL file on the"
                    + " machine where Tracemap runs");
        }
        Coverage coverage = desk.runs().coverage(run, lines);
        ArrayNode gaps = answer.putArray("gaps");
        coverage.gaps().stream()
                .sorted(Comparator.comparingInt(ClusterRecord::size).reversed())
                .forEach(cluster -> gaps.add(Answers.clusterRow(cluster)));
        answer.put("outside", coverage.outside());
        answer.put(
                "next_step",
                coverage.gaps().isEmpty()
                        ? "Every cluster has a case."
                        : "export_evals {\"cluster_ids\": ["
                                + coverage.gaps().getFirst().clusterId() + "]} makes cases for the largest gap.");
        return answer.put("note", Untrusted.NOTE);
    }
}
