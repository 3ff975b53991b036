package dev.tracemap.source;

import dev.tracemap.source.SourceSettings.Kind;
import dev.tracemap.store.StoreException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Tells by the tables that are there how a source is laid out.
final class Detection {
    private static final Map<Kind, List<Layout>> KNOWN = new EnumMap<>(Kind.class);

    static {
        KNOWN.put(Kind.SIGNOZ, List.of(new SigNozLayout()));
        KNOWN.put(
                Kind.LANGFUSE,
                List.of(new LangfuseEventsLayout(true), new LangfuseEventsLayout(false), new LangfuseLayout()));
        KNOWN.put(Kind.POSTHOG, List.of(new PostHogLayout(true), new PostHogLayout(false)));
    }

    /// The columns of a table with their types.
    interface Columns {
        Map<String, String> of(String table);
    }

    private Detection() {}

    static Layout of(SourceSettings settings, Columns columns) {
        List<String> looked = new ArrayList<>();
        for (Layout layout : candidates(settings, columns)) {
            boolean there = true;
            for (String each : new TreeSet<>(layout.needs().keySet())) {
                String name = settings.table(each);
                looked.add(name);
                there &= !columns.of(name).isEmpty();
            }
            if (there) {
                return checked(layout, settings, columns);
            }
        }
        throw new StoreException("the source " + settings.name() + " (" + settings.address()
                + ") has none of the tables "
                + looked.stream().distinct().collect(Collectors.joining(", "))
                + ", or its user may not read them; name them under tables, and the database in the url");
    }

    private static List<Layout> candidates(SourceSettings settings, Columns columns) {
        List<Layout> candidates = new ArrayList<>();
        if (settings.kind() == Kind.AUTO || settings.kind() == Kind.OTEL) {
            String type = columns.of(settings.table(OtelLayout.TABLE)).getOrDefault("SpanAttributes", "");
            candidates.add(new OtelLayout(type.startsWith("JSON")));
        }
        KNOWN.forEach((kind, layouts) -> {
            if (settings.kind() == Kind.AUTO || settings.kind() == kind) {
                candidates.addAll(layouts);
            }
        });
        return candidates;
    }

    private static Layout checked(Layout layout, SourceSettings settings, Columns columns) {
        List<String> missing = new ArrayList<>();
        new TreeMap<>(layout.needs()).forEach((table, needed) -> {
            String name = settings.table(table);
            Map<String, String> there = columns.of(name);
            needed.stream()
                    .filter(column -> !there.containsKey(column))
                    .map(column -> name + "." + column)
                    .sorted()
                    .forEach(missing::add);
            settings.only().keySet().stream()
                    .filter(column -> !there.containsKey(column))
                    .map(column -> name + "." + column + " (named under only)")
                    .forEach(missing::add);
        });
        if (!missing.isEmpty()) {
            throw new StoreException("the source " + settings.name()
                    + " is not laid out as expected; these columns are missing: " + String.join(", ", missing));
        }
        return layout;
    }
}
