package dev.tracemap.trace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Builds the trees of a trace from its span events, in linear time and without recursion: traces of 50,000 nested
/// or 100,000 neighbouring spans occur.
final class SpanForest {
    private static final int NONE = -1;

    private final List<Event> events;
    private final int[] parent;

    /// @param events in order of their start; the order of roots and children follows it
    SpanForest(List<Event> events) {
        this.events = events;
        this.parent = parents(events);
        cutCircles();
    }

    /// The roots: spans without a parent in the trace. A circle is entered at its first span, which becomes a root.
    List<Span> roots() {
        int n = events.size();
        List<List<Integer>> children = new ArrayList<>(n);
        for (int i = 0; i < n; i++) {
            children.add(List.of());
        }
        List<Integer> order = new ArrayList<>(n);
        for (int i = 0; i < n; i++) {
            if (parent[i] == NONE) {
                order.add(i);
            } else {
                if (children.get(parent[i]).isEmpty()) {
                    children.set(parent[i], new ArrayList<>());
                }
                children.get(parent[i]).add(i);
            }
        }
        int rootCount = order.size();
        for (int at = 0; at < order.size(); at++) {
            order.addAll(children.get(order.get(at)));
        }
        Span[] built = new Span[n];
        for (int at = n - 1; at >= 0; at--) {
            int i = order.get(at);
            List<Span> below =
                    children.get(i).stream().map(child -> built[child]).toList();
            built[i] = span(events.get(i), below);
        }
        return order.subList(0, rootCount).stream().map(i -> built[i]).toList();
    }

    static String idOf(Event event) {
        String id = event.spanId();
        return id == null ? event.uuid() : id;
    }

    /// The index of each event's parent. Where two spans share an id, the first one is the parent.
    private static int[] parents(List<Event> events) {
        Map<String, Integer> first = new HashMap<>();
        for (int i = 0; i < events.size(); i++) {
            first.putIfAbsent(idOf(events.get(i)), i);
        }
        int[] parent = new int[events.size()];
        for (int i = 0; i < parent.length; i++) {
            Event event = events.get(i);
            String named = event.parentId();
            boolean usable = named != null && !named.equals(idOf(event));
            parent[i] = usable ? first.getOrDefault(named, NONE) : NONE;
        }
        return parent;
    }

    /// Follows each chain of parents once. Whoever is met again on the way up lies on a circle.
    private void cutCircles() {
        int[] visit = new int[parent.length];
        Arrays.fill(visit, NONE);
        for (int start = 0; start < parent.length; start++) {
            int at = start;
            while (at != NONE && visit[at] == NONE) {
                visit[at] = start;
                at = parent[at];
            }
            if (at != NONE && visit[at] == start) {
                parent[firstOnCircle(at)] = NONE;
            }
        }
    }

    private int firstOnCircle(int member) {
        int first = member;
        for (int at = parent[member]; at != member; at = parent[at]) {
            first = Math.min(first, at);
        }
        return first;
    }

    private static Span span(Event event, List<Span> children) {
        String name = event.spanName();
        return new Span(idOf(event), name == null ? event.name() : name, event, Works.of(event), children);
    }
}
