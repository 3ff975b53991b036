package dev.tracemap.sample;

import dev.tracemap.sample.Catalogue.Intent;
import dev.tracemap.sample.Catalogue.Product;
import dev.tracemap.sample.Catalogue.Range;
import dev.tracemap.sample.Catalogue.Tool;
import dev.tracemap.sample.Taxonomy.FailureLeaf;
import dev.tracemap.sample.Taxonomy.Family;
import dev.tracemap.sample.Taxonomy.Leaf;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Puts a taxonomy into the catalogue, beside the products that are there already: they are the background.
final class TaxonomyCatalogue {
    private static final double PLANTED = 0.7;
    /// The most frequent leaf is about so many times as frequent as the rarest.
    private static final double SPREAD = 5;

    private static final double FAILING = 0.25;
    private static final Pattern CHOICE = Pattern.compile("\\{([^{}]*\\|[^{}]*)}");
    private static final List<String> REQUEST = List.of(
            "<hello> <ask>. <?thanks>",
            "<hello> <remark> <ask>. <?thanks>",
            "<hello> <ask>. <remark> <?thanks>",
            "<remark> <ask>.",
            "<ask>. <remark>",
            "<ask>.",
            "<ask>. <thanks>");

    private final Catalogue background;
    private final Taxonomy taxonomy;
    private final SplittableRandom random;
    private final Map<String, Map<String, List<String>>> manners = manners();
    private int choices;

    private TaxonomyCatalogue(Catalogue background, Taxonomy taxonomy, long seed) {
        this.background = background;
        this.taxonomy = taxonomy;
        this.random = new SplittableRandom(seed);
    }

    static Catalogue of(Catalogue background, Taxonomy taxonomy, long seed) {
        return new TaxonomyCatalogue(background, taxonomy, seed).whole();
    }

    private Catalogue whole() {
        List<Intent> planted = new ArrayList<>();
        for (Family family : taxonomy.families()) {
            Product product = product(family);
            family.leaves().forEach(leaf -> planted.add(intent(family, product, leaf)));
        }
        double weights = planted.stream().mapToDouble(Intent::weight).sum();
        double others = background.intents().choices().stream()
                .mapToDouble(Weighted.Choice::weight)
                .sum();
        List<Weighted.Choice<Intent>> intents =
                new ArrayList<>(background.intents().choices());
        for (Intent intent : planted) {
            intents.add(new Weighted.Choice<>(intent, intent.weight() / weights * others * PLANTED / (1 - PLANTED)));
        }
        return new Catalogue(
                new Weighted<>(intents),
                background.models(),
                background.tenants(),
                background.versions(),
                background.rules(),
                background.oneOffs());
    }

    private static Product product(Family family) {
        Map<String, Tool> tools = new LinkedHashMap<>();
        for (Leaf leaf : family.leaves()) {
            for (String tool : leaf.tools()) {
                tools.put(
                        tool,
                        new Tool(
                                tool,
                                tool.replace('_', ' '),
                                List.of(new Tool.Parameter("reference", "string")),
                                new Range(0.2, 1.2)));
            }
        }
        String name = family.name().toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", "-") + "-assistant";
        return new Product(name, "chat", family.assistant(), tools, new Range(4, 18));
    }

    private Intent intent(Family family, Product product, Leaf leaf) {
        Map<String, List<String>> rules = new HashMap<>(background.rules());
        rules.put("ref", List.of("<100000..999999>"));
        taxonomy.slots().forEach((name, ways) -> rules.put(name, plain(ways, rules)));
        family.slots().forEach((name, ways) -> rules.put(name, plain(ways, rules)));
        rules.putAll(manners.getOrDefault(leaf.language(), manners.getOrDefault("en", Map.of())));
        rules.put("request", REQUEST);
        rules.put("ask", plain(leaf.ask(), rules));
        rules.put("answer", leaf.answer().isEmpty() ? List.of("<welcome>") : plain(leaf.answer(), rules));
        return new Intent(
                leaf.name(),
                product,
                leaf.share() > 0 ? leaf.share() : Math.pow(SPREAD, random.nextDouble() - 0.5),
                models(),
                rules,
                script(leaf),
                failures(leaf, rules),
                Map.of(),
                Ratings.CONTENT);
    }

    private static List<Step> script(Leaf leaf) {
        List<Step> steps = new ArrayList<>();
        steps.add(new Step.User("<request>"));
        for (String tool : leaf.tools()) {
            steps.add(new Step.Call(
                    tool,
                    "{\"reference\":\"<$ref>\"}",
                    "{\"reference\":\"<$ref>\",\"status\":\"ok\",\"entry\":<10..99>}"));
        }
        steps.add(new Step.Say("<answer>"));
        steps.add(new Step.Maybe(25, List.of(new Step.User("<bye>"), new Step.Say("<welcome>"))));
        return steps;
    }

    private List<Failure> failures(Leaf leaf, Map<String, List<String>> rules) {
        List<FailureLeaf> all = taxonomy.failures().stream()
                .flatMap(family -> family.leaves().stream())
                .toList();
        List<Failure> failures = new ArrayList<>();
        for (FailureLeaf failure : all) {
            if (!leaf.tools().isEmpty() && List.of("", leaf.language()).contains(failure.language())) {
                // Those of one language meet fewer traces, so they strike more often there.
                double rate = FAILING / all.size() * (failure.language().isEmpty() ? 1 : 1.5);
                String tool = leaf.tools().getLast();
                List<String> lines = failure.lines().stream()
                        .map(line ->
                                line.startsWith("{") ? line : plain(line, rules).replace("<tool>", tool))
                        .toList();
                failures.add(new Failure(
                        failure.name(),
                        Failure.Kind.valueOf(failure.kind().toUpperCase(Locale.ROOT)),
                        tool,
                        rate,
                        Map.of(),
                        lines));
            }
        }
        return failures;
    }

    private Weighted<String> models() {
        return new Weighted<>(background.models().values().stream()
                .filter(model -> model.used().equals(new Range(0, 1)))
                .map(model -> new Weighted.Choice<>(model.name(), 1))
                .toList());
    }

    private List<String> plain(List<String> templates, Map<String, List<String>> rules) {
        return templates.stream().map(template -> plain(template, rules)).toList();
    }

    /// Makes a rule of each `{can|could}`.
    private String plain(String template, Map<String, List<String>> rules) {
        Matcher matcher = CHOICE.matcher(template);
        StringBuilder text = new StringBuilder();
        while (matcher.find()) {
            String name = "choice" + choices++;
            rules.put(name, List.of(matcher.group(1).split("\\|", -1)));
            matcher.appendReplacement(text, "<" + name + ">");
        }
        return matcher.appendTail(text).toString();
    }

    private static Map<String, Map<String, List<String>>> manners() {
        Map<String, Map<String, List<String>>> manners = new HashMap<>();
        for (Section section : Section.read("manners.txt")) {
            manners.computeIfAbsent(section.word(0), _ -> new HashMap<>()).put(section.word(1), section.alternatives());
        }
        return manners;
    }
}
