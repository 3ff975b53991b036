package dev.tracemap.sample;

import dev.tracemap.sample.Catalogue.Intent;
import dev.tracemap.sample.Catalogue.Model;
import dev.tracemap.sample.Catalogue.OneOff;
import dev.tracemap.sample.Catalogue.Product;
import dev.tracemap.sample.Catalogue.Tool;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Reads the text files beside this class.
final class CatalogueReader {
    private static final List<String> PRODUCTS = List.of("support.txt", "coding.txt", "research.txt", "data.txt");

    private final Map<String, Model> models = new LinkedHashMap<>();
    private final List<Weighted.Choice<String>> tenants = new ArrayList<>();
    private final List<String> versions = new ArrayList<>();
    private final Map<String, List<String>> sharedRules = new HashMap<>();
    private final List<Weighted.Choice<Intent>> intents = new ArrayList<>();
    private final List<OneOff> oneOffs = new ArrayList<>();

    private CatalogueReader() {}

    static Catalogue read() {
        CatalogueReader reader = new CatalogueReader();
        Section.read("shared.txt").forEach(reader::shared);
        for (String file : PRODUCTS) {
            reader.product(Section.read(file));
        }
        Section.read("odd.txt").forEach(reader::odd);
        return new Catalogue(
                new Weighted<>(reader.intents),
                reader.models,
                new Weighted<>(reader.tenants),
                List.copyOf(reader.versions),
                reader.sharedRules,
                List.copyOf(reader.oneOffs));
    }

    private void shared(Section section) {
        switch (section.kind()) {
            case "model" -> models.put(section.word(0), model(section));
            case "tenant" -> tenants.add(new Weighted.Choice<>(section.word(0), section.number(1)));
            case "version" -> versions.add(section.word(0));
            case "rule" -> sharedRules.put(section.word(0), section.alternatives());
            default -> throw section.wrong("unknown header '" + section.kind() + "'");
        }
    }

    private static Model model(Section section) {
        return new Model(
                section.word(0),
                section.word(1),
                price(section, 2),
                price(section, 3),
                section.number(4),
                section.number(5),
                section.range(6));
    }

    private static double price(Section section, int index) {
        return section.word(index).equals("-") ? Double.NaN : section.number(index);
    }

    /// A product's sections come first, then its intents, each with its own.
    private void product(List<Section> sections) {
        List<List<Section>> parts = new ArrayList<>();
        parts.add(new ArrayList<>());
        for (Section section : sections) {
            if (section.kind().equals("intent")) {
                parts.add(new ArrayList<>());
            }
            parts.getLast().add(section);
        }
        Product product = head(parts.getFirst());
        Map<String, List<String>> rules = new HashMap<>(sharedRules);
        rules.putAll(rules(parts.getFirst()));
        Weighted<String> productModels = modelsOf(only(parts.getFirst(), "models"));
        for (List<Section> part : parts.subList(1, parts.size())) {
            Intent intent = intent(part, product, rules, productModels);
            intents.add(new Weighted.Choice<>(intent, intent.weight()));
        }
    }

    private static Product head(List<Section> part) {
        Map<String, Tool> tools = new LinkedHashMap<>();
        for (Section section : part) {
            if (section.kind().equals("tool")) {
                tools.put(section.word(0), tool(section));
            }
        }
        return new Product(
                only(part, "product").word(0),
                only(part, "span").word(0),
                String.join("\n", only(part, "system").body()),
                tools,
                only(part, "think").range(0));
    }

    private static Tool tool(Section section) {
        List<Tool.Parameter> parameters = new ArrayList<>();
        for (String word : section.words().subList(2, section.words().size())) {
            int colon = word.indexOf(':');
            parameters.add(new Tool.Parameter(word.substring(0, colon), word.substring(colon + 1)));
        }
        return new Tool(section.word(0), String.join(" ", section.body()), parameters, section.range(1));
    }

    private Intent intent(
            List<Section> part, Product product, Map<String, List<String>> outer, Weighted<String> productModels) {
        Section header = part.getFirst();
        Map<String, List<String>> rules = new HashMap<>(outer);
        rules.putAll(rules(part));
        Weighted<String> own = productModels;
        Map<String, Double> slower = new HashMap<>();
        List<Failure> failures = new ArrayList<>();
        double liked = Ratings.CONTENT;
        for (Section section : part) {
            switch (section.kind()) {
                case "models" -> own = modelsOf(section);
                case "liked" -> liked = section.number(0);
                case "slow" -> slower.put(section.word(0), section.number(1));
                case "failure" -> failures.add(failure(section));
                case "intent", "rule", "script" -> {}
                default -> throw section.wrong("unknown header '" + section.kind() + "'");
            }
        }
        List<Step> script = new ScriptReader(only(part, "script")).read();
        return new Intent(
                header.word(0), product, header.number(1), own, rules, script, List.copyOf(failures), slower, liked);
    }

    private static Map<String, List<String>> rules(List<Section> part) {
        Map<String, List<String>> rules = new HashMap<>();
        for (Section section : part) {
            if (section.kind().equals("rule")) {
                rules.put(section.word(0), section.alternatives());
            }
        }
        return rules;
    }

    private Weighted<String> modelsOf(Section section) {
        List<Weighted.Choice<String>> choices = new ArrayList<>();
        for (String word : section.words()) {
            int colon = word.lastIndexOf(':');
            String name = word.substring(0, colon);
            if (!models.containsKey(name)) {
                throw section.wrong("no model is called '" + name + "'");
            }
            choices.add(new Weighted.Choice<>(name, Double.parseDouble(word.substring(colon + 1))));
        }
        return new Weighted<>(choices);
    }

    private static Failure failure(Section section) {
        Map<String, String> on = new HashMap<>();
        for (String word : section.words().subList(3, section.words().size())) {
            int equals = word.indexOf('=');
            on.put(word.substring(0, equals), word.substring(equals + 1));
        }
        Failure.Kind kind = Failure.Kind.valueOf(section.word(0).toUpperCase(Locale.ROOT));
        return new Failure(kind, section.word(1), section.number(2), on, section.body());
    }

    private void odd(Section section) {
        for (String line : section.body()) {
            String[] sides = line.split(" => ", 2);
            oneOffs.add(new OneOff(sides[0], sides[1]));
        }
    }

    private static Section only(List<Section> part, String kind) {
        List<Section> found =
                part.stream().filter(section -> section.kind().equals(kind)).toList();
        if (found.size() != 1) {
            throw part.getFirst().wrong("needs one section '" + kind + "' and has " + found.size());
        }
        return found.getFirst();
    }
}
