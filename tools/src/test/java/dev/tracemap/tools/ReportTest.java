package dev.tracemap.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.label.Label;
import dev.tracemap.run.DemoRun;
import dev.tracemap.run.RunReport.Part;
import dev.tracemap.store.DuckDbStore;
import dev.tracemap.store.Store;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The report on the demo: what was planted, nothing else, and no number of its own.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReportTest {
    private static final Pattern NUMBER = Pattern.compile("(?<![\\w.])\\d[\\d,]*(?:\\.\\d+)?(?![\\d])");

    /// JSON writes small ones as 5.76E-4.
    private static final Pattern TOLD = Pattern.compile("(?<![\\w.])\\d[\\d,]*(?:\\.\\d+)?(?:E-?\\d+)?(?![\\d])");

    @TempDir
    private static Path directory;

    private Store store;
    private DemoRun demo;
    private SmallStore tools;
    private List<Part> report;

    @BeforeAll
    void fill() {
        store = DuckDbStore.open(directory, InstantSource.fixed(DemoRun.END));
        demo = DemoRun.in(store);
        store.saveLabels(
                demo.record().runId(),
                Map.of(demo.cluster("explain_code"), new Label("Mail to jane.doe@example.org", "")),
                Store.NamedBy.USER,
                DemoRun.END);
        tools = SmallStore.over(store);
        report = Report.of(store, tools.runs(), demo.record());
    }

    @AfterAll
    void close() {
        tools.close();
    }

    private List<String> leads() {
        return report.stream()
                .filter(part -> part instanceof Part.Heading heading && heading.depth() == 3)
                .map(part -> ((Part.Heading) part).text())
                .toList();
    }

    private String planted(String intent, String claim) {
        return "Cluster " + demo.cluster(intent) + ", \"" + intent.replace('_', ' ') + "\": " + claim;
    }

    @Test
    void everyPlantedPatternIsNamedAndNothingElse() {
        Set<String> planted = new TreeSet<>(List.of(
                planted("metric_question", "fails more with model ft:gpt-4.1-mini:shop:v8"),
                planted("delivery_change", "track_shipment is slow with tenant kitewood"),
                planted("failing_test", "a tool call failed and worked only when it was repeated"),
                planted("double_charge", "a tool failed and the answer does not say so"),
                planted("damaged_item_refund", "says it did something that no tool call did"),
                planted("literature_review", "kept searching although the searches brought nothing new"),
                planted("refund_status", "few say that it went well (thumbs)"),
                planted("vendor_comparison", "costs most by far"),
                planted("literature_review", "takes longest by far"),
                "Items in no cluster: are like nothing else"));
        assertEquals(String.join("\n", planted), String.join("\n", new TreeSet<>(leads())));
    }

    @Test
    void whatWasPlantedIsTheFirstDriverOfItsCluster() {
        assertTrue(
                driver("metric_question").startsWith("- errors: ")
                        && driver("metric_question").contains("with model ft:gpt-4.1-mini:shop:v8"),
                driver("metric_question"));
        assertTrue(
                driver("delivery_change").startsWith("- latency of track_shipment: ")
                        && driver("delivery_change").contains("with tenant kitewood"),
                driver("delivery_change"));
    }

    private String driver(String intent) {
        return answer("get_cluster", Answers.object().put("cluster_id", demo.cluster(intent)))
                .path("drivers")
                .path(0)
                .asText();
    }

    @Test
    void whatIsDifferentAboutAFilterIsFoundToo() {
        ObjectNode answer = answer(
                "search_traces",
                Answers.object()
                        .put("errors_only", true)
                        .put("cluster_id", demo.cluster("metric_question"))
                        .put("drivers", true));
        assertTrue(answer.path("matches").asInt() > 5, answer.toString());
        assertTrue(answer.path("drivers").toString().contains("model ft:gpt-4.1-mini:shop:v8"), answer.toString());
    }

    /// Each number of the page stands in an answer of a tool, rounded as the page rounds.
    @Test
    void everyNumberIsOneOfTheTools() {
        List<Double> known = new ArrayList<>();
        known.addAll(numbers(answer("get_run", Answers.object()).toString()));
        known.addAll(numbers(
                answer("get_clusters", Answers.object().put("limit", 100).put("response_format", "detailed"))
                        .toString()));
        known.addAll(numbers(answer("get_cluster_metrics", Answers.object().put("limit", 100))
                .toString()));
        for (int id = -1; id < 17; id++) {
            known.addAll(numbers(answer("get_cluster", Answers.object().put("cluster_id", id))
                    .toString()));
        }
        String split = report.stream()
                .filter(part -> part instanceof Part.Paragraph paragraph
                        && paragraph.text().contains("before 20"))
                .map(part -> ((Part.Paragraph) part).text().replaceAll(".*before (\\S+)\\.$", "$1"))
                .findFirst()
                .orElseThrow();
        known.addAll(numbers(
                answer("compare_runs", Answers.object().put("split_by", split)).toString()));
        String page = Report.markdown(report, "");
        int checked = 0;
        Matcher number = NUMBER.matcher(page);
        while (number.find()) {
            boolean share = page.startsWith("%", number.end());
            assertTrue(
                    stands(number.group(), share, known),
                    number.group() + " in: "
                            + page.lines()
                                    .filter(line -> line.contains(number.group()))
                                    .findFirst()
                                    .orElse(""));
            checked++;
        }
        assertTrue(checked > 100, checked + " numbers");
    }

    private static boolean stands(String number, boolean percent, List<Double> known) {
        String plain = number.replace(",", "");
        int places = plain.contains(".") ? plain.length() - plain.indexOf('.') - 1 : 0;
        double half = 0.5001 * Math.pow(10, -places);
        double value = Double.parseDouble(plain);
        return known.stream()
                .anyMatch(other ->
                        Math.abs(other - value) <= half || (percent && Math.abs(100 * other - value) <= half + 0.005));
    }

    private static List<Double> numbers(String text) {
        List<Double> numbers = new ArrayList<>();
        Matcher number = TOLD.matcher(text);
        while (number.find()) {
            numbers.add(Double.parseDouble(number.group().replace(",", "")));
        }
        return numbers;
    }

    private ObjectNode answer(String name, ObjectNode arguments) {
        Tool tool = tools.catalogue().find(name).orElseThrow();
        return switch (tool.body().call(arguments, Call.UNWATCHED)) {
            case ToolResult.Answer(var _, var structured) -> structured;
            case ToolResult.Advice(var message) -> throw new AssertionError(message);
        };
    }

    @Test
    void thePromptHoldsTheSamePageAsData() {
        String text = tools.catalogue()
                .prompts()
                .get("weekly_report", Map.of())
                .texts()
                .getFirst();
        Matcher fence = Pattern.compile("(?s)<trace-data (\\w+)>\n(.*)\n</trace-data \\1>")
                .matcher(text);
        assertTrue(fence.find(), text);
        assertEquals(Report.markdown(report, "").strip(), fence.group(2).strip());
    }

    @Test
    void textOfTracesIsNeitherMarkupNorSecret() {
        List<Part> parts = List.of(
                new Part.Heading(3, "Cluster 1, \"![x](http://evil) <b>\": a | b"),
                new Part.Points(List.of("# no heading")));
        assertEquals(
                "### Cluster 1, \"!\\[x\\](http://evil) \\<b\\>\": a \\| b\n\n- \\# no heading\n",
                Report.markdown(parts, ""));
        assertTrue(Report.markdown(report, "").contains("Mail to "));
        assertFalse(Report.markdown(report, "").contains("jane.doe"));
    }
}
