package dev.tracemap.sharing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tracemap.metrics.ClusterMetrics;
import dev.tracemap.metrics.ItemMeasures;
import dev.tracemap.privacy.Redactor;
import dev.tracemap.store.ClusterRecord;
import dev.tracemap.store.HierarchyNode;
import dev.tracemap.store.RunRecord;
import dev.tracemap.trace.Level;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SharedRunTest {
    private static final Thresholds LEAST = Thresholds.DEFAULT;
    private static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");
    private static final List<String> COMMON =
            List.of("refund", "order", "card", "invoice", "delay", "parcel", "login");

    /// Names, addresses and numbers by which somebody could be known.
    private static final List<String> IDENTIFYING = List.of(
            "Fatima Keller",
            "Jonas Okafor",
            "maria.moreno@example.com",
            "+49 151 23456789",
            "4111 1111 1111 1111",
            "DE89 3704 0044 0532 0130 00",
            "Zwetkow",
            "Nakamura",
            "O'Callaghan",
            "Dr Abernathy",
            "Peterhof Logistics",
            "kitewood",
            "Quillfeather & Sons",
            "acme-north-7",
            "user_9f31ab",
            "@lindqvist_77",
            "Baker Street 221b",
            "Rue Mouffetard",
            "Kastanienallee",
            "passport C01X00T47",
            "131-45-6789",
            "sk-live-abcdef0123456789abcdef",
            "AKIAIOSFODNN7EXAMPLE",
            "192.168.14.7",
            "fe80::1ff:fe23:4567:890a",
            "W48213",
            "Mr Featherstonehaugh",
            "Żółkiewski",
            "Håkansson",
            "Πέτρος",
            "Иванов",
            "Müller-Lüdenscheidt",
            "van der Woodsen",
            "Nguyen Thi Mai",
            "St. Hildegard Clinic",
            "Room 417",
            "plate B-MX 4821",
            "BIC COBADEFFXXX",
            "VAT DE811907980",
            "ward Nightingale",
            "Captain Kickstand",
            "rosalind_f",
            "skype:live.zorro",
            "Projekt Adlerhorst",
            "Bluefin Supply",
            "github.com/tornado-jane",
            "case 2026-114-B",
            "born 03.04.1971",
            "Oberammergau",
            "Thessaly Whitmore");

    @Test
    void whatIsShownOfRandomRunsNeverRestsOnTooFew() {
        for (int seed = 0; seed < 4_000; seed++) {
            Random random = new Random(seed);
            List<SharedItem> items = items(random, 5 + random.nextInt(90));
            SharedRun shared = shared(items);
            check(shared, items, seed);
        }
    }

    @Test
    void twoAnswersDifferByAWholeCrowdOrNotAtAll() {
        for (int seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            List<SharedItem> items = items(random, 20 + random.nextInt(60));
            List<SharedItem> without = new ArrayList<>(items);
            without.remove(random.nextInt(without.size()));
            Map<Integer, Integer> before = sizes(shared(items));
            Map<Integer, Integer> after = sizes(shared(without));
            Set<Integer> ids = new HashSet<>(before.keySet());
            ids.addAll(after.keySet());
            for (int id : ids) {
                int difference = Math.abs(before.getOrDefault(id, 0) - after.getOrDefault(id, 0));
                assertEquals(0, difference % LEAST.items(), "seed " + seed + ", cluster " + id);
            }
        }
    }

    @Test
    void aSingleHiddenClusterTakesAnotherWithItSoThatItCannotBeWorkedOut() {
        List<SharedItem> items = new ArrayList<>();
        items.addAll(crowd(0, 30));
        items.addAll(crowd(1, 10));
        items.addAll(crowd(2, 2));
        Surfacing surfacing = Surfacing.of(items, Set.of(), LEAST);
        assertEquals(Set.of(0), surfacing.clusters());
        assertEquals(12, surfacing.hidden().size());
    }

    @Test
    void manyItemsOfOneTenantAreNoCrowd() {
        List<SharedItem> items = IntStream.range(0, 40)
                .mapToObj(i -> item(0, "u" + i, "only", Set.of("refund")))
                .toList();
        SharedRun shared = shared(items);
        assertEquals(List.of(), shared.clusters());
        assertEquals(0, shared.run().items());
        assertTrue(
                shared.run().warnings().get(1).startsWith("Too few"),
                shared.run().warnings().toString());
    }

    @Test
    void titlesOfCommonWordsStayAndOthersAreWrittenFromWhatManyShare() {
        List<SharedItem> items = crowd(0, 20);
        assertEquals(
                "Refund of an order",
                only(shared(items, "Refund of an order", "- Mostly about refund"))
                        .title());
        ClusterRecord rewritten = only(shared(items, "Refund for Fatima Keller", "- Requests like \"i am Fatima\""));
        assertEquals("Order, refund", rewritten.title());
        assertEquals("- Mostly about order, refund\n- Most frequent tool calls: get_order", rewritten.description());
    }

    @Test
    void fiftyKindsOfNamesNeverSurface() {
        assertEquals(50, IDENTIFYING.size());
        for (String name : IDENTIFYING) {
            List<SharedItem> items = new ArrayList<>(crowd(0, 19));
            items.add(item(0, "u1", "t1", SharedWords.in("refund order " + name)));
            SharedRun shared = shared(items, "Refund for " + name, "- " + name + " wants the order back");
            String said = shared.clusters() + " " + shared.run();
            for (String part : SharedWords.in(name)) {
                if (part.length() > 3
                        && !List.of("case", "room", "born", "ward", "plate", "passport", "card")
                                .contains(part)) {
                    assertFalse(said.toLowerCase(java.util.Locale.ROOT).contains(part), name + " in " + said);
                }
            }
        }
    }

    @Test
    void aToolNamedAfterACustomerRemovesTheClusterAndIsCounted() {
        List<SharedItem> items = new ArrayList<>();
        items.addAll(crowd(0, 20));
        items.addAll(crowd(1, 20));
        items.replaceAll(item -> item.cluster() == 1
                ? new SharedItem(1, item.users(), item.tenants(), item.words(), "sync_with tenant2", item.measures())
                : item);
        SharedRun shared = shared(items, "Refund for tenant2", "- tenant2");
        assertEquals(
                List.of(0, -1),
                shared.clusters().stream().map(ClusterRecord::clusterId).toList());
        assertTrue(
                shared.run().warnings().getLast().startsWith("1 cluster was removed"),
                shared.run().warnings().toString());
    }

    @Test
    void aClusterThatTheAuditFoundIsRemovedAndCounted() {
        List<SharedItem> items = new ArrayList<>(crowd(0, 20));
        items.addAll(crowd(1, 20));
        RunRecord run = run();
        run.inputs().putObject("audit").putArray("clusters").add(1);
        SharedRun shared = shared(run, items, "Refund of an order", "- Mostly about refund");
        assertEquals(
                List.of(0, -1),
                shared.clusters().stream().map(ClusterRecord::clusterId).toList());
        assertTrue(
                shared.run().warnings().getLast().startsWith("1 cluster was removed"),
                shared.run().warnings().toString());
    }

    @Test
    void filtersAndWhatWasChosenStayBehind() {
        RunRecord run = run();
        run.inputs().put("axis", "summary").putArray("filters").add("distinct_id = fatima");
        run.inputs().putObject("chosen").put("rows", 17);
        assertEquals(
                "{\"axis\":\"summary\"}", SharedRun.unfinished(run).inputs().toString());
    }

    private static void check(SharedRun shared, List<SharedItem> items, int seed) {
        Map<Integer, List<SharedItem>> members = new TreeMap<>();
        Set<Integer> visible = new HashSet<>();
        shared.clusters().stream()
                .map(ClusterRecord::clusterId)
                .filter(id -> id >= 0)
                .forEach(visible::add);
        items.forEach(item -> members.computeIfAbsent(
                        visible.contains(item.cluster()) ? item.cluster() : -1, _ -> new ArrayList<>())
                .add(item));
        for (ClusterRecord cluster : shared.clusters()) {
            List<SharedItem> own = members.getOrDefault(cluster.clusterId(), List.of());
            String where = "seed " + seed + ", cluster " + cluster.clusterId();
            assertTrue(Crowd.of(own).enough(LEAST), where);
            assertEquals(own.size() / 5 * 5, cluster.size(), where);
            assertEquals(List.of(), cluster.exemplars(), where);
            assertTrue(cluster.metrics().p95LatencySeconds() == null, where);
            for (String word : SharedWords.in(cluster.title())) {
                boolean ours = cluster.clusterId() < 0
                        || List.of("cluster", "" + cluster.clusterId()).contains(word);
                List<SharedItem> using = items.stream()
                        .filter(item -> item.words().contains(word))
                        .toList();
                assertTrue(ours || Crowd.of(using).enough(LEAST), where + ": " + word);
            }
            cluster.topSequences()
                    .keySet()
                    .forEach(tools -> assertTrue(
                            Crowd.of(own.stream()
                                            .filter(item -> item.tools().equals(tools))
                                            .toList())
                                    .enough(LEAST),
                            where));
            if (cluster.metrics().errorRate() > 0) {
                List<SharedItem> failing = own.stream()
                        .filter(item ->
                                item.measures() != null && item.measures().hasError())
                        .toList();
                assertTrue(Crowd.of(failing).enough(LEAST), where);
            }
        }
        if (!visible.isEmpty() && members.containsKey(-1)) {
            assertTrue(
                    Crowd.of(members.getOrDefault(-1, List.of())).enough(LEAST),
                    "seed " + seed + ": the rest can be worked out");
        }
        assertEquals(0, shared.run().items() % 5);
        for (HierarchyNode group : shared.groups()) {
            String where = "seed " + seed + ", group " + group.nodeId();
            assertTrue(
                    visible.containsAll(group.clusters()) && !group.clusters().isEmpty(), where);
            int all = group.clusters().stream()
                    .mapToInt(id -> members.getOrDefault(id, List.of()).size())
                    .sum();
            assertEquals(all / 5 * 5, group.metrics().items(), where);
            Set<String> rare = SharedWords.in(group.title() + " " + group.description());
            rare.removeIf(word -> !word.startsWith("name")
                    || Crowd.of(items.stream()
                                    .filter(item -> item.words().contains(word))
                                    .toList())
                            .enough(LEAST));
            assertEquals(Set.of(), rare, where);
        }
    }

    private static Map<Integer, Integer> sizes(SharedRun shared) {
        Map<Integer, Integer> sizes = new TreeMap<>();
        shared.clusters().forEach(cluster -> sizes.put(cluster.clusterId(), cluster.size()));
        return sizes;
    }

    private static ClusterRecord only(SharedRun shared) {
        assertEquals(1, shared.clusters().size());
        return shared.clusters().getFirst();
    }

    private static List<SharedItem> items(Random random, int count) {
        int clusters = 1 + random.nextInt(8);
        int users = 1 + random.nextInt(20);
        int tenants = 1 + random.nextInt(6);
        List<SharedItem> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int user = random.nextInt(users);
            Set<String> words = new HashSet<>(Set.of(COMMON.get(random.nextInt(COMMON.size()))));
            words.add(random.nextInt(4) == 0 ? "name" + user : "order");
            items.add(item(random.nextInt(clusters + 1) - 1, "user" + user, "tenant" + user % tenants, words));
        }
        return items;
    }

    private static List<SharedItem> crowd(int cluster, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> item(cluster, "user" + i % 7, "tenant" + i % 4, Set.of("refund", "order")))
                .toList();
    }

    private static SharedItem item(int cluster, String user, String tenant, Set<String> words) {
        boolean failed = user.hashCode() % 5 == 0;
        ItemMeasures measures = new ItemMeasures(0.01, 2.0, 100L, 10L, failed, 1, 0);
        return new SharedItem(cluster, Set.of(user), Set.of(tenant), words, "get_order", measures);
    }

    private static SharedRun shared(List<SharedItem> items) {
        return shared(items, "Refund for name3", "- Requests like \"name3 writes\"");
    }

    private static SharedRun shared(List<SharedItem> items, String title, String description) {
        return shared(run(), items, title, description);
    }

    private static SharedRun shared(RunRecord run, List<SharedItem> items, String title, String description) {
        List<ClusterRecord> clusters = items.stream()
                .map(SharedItem::cluster)
                .distinct()
                .sorted()
                .map(id -> cluster(id, title, description))
                .toList();
        return SharedRun.of(run, clusters, groups(clusters), items, LEAST, Redactor.STANDARD);
    }

    /// One over all clusters, and one over the first two.
    private static List<HierarchyNode> groups(List<ClusterRecord> clusters) {
        List<Integer> ids = clusters.stream()
                .map(ClusterRecord::clusterId)
                .filter(id -> id >= 0)
                .toList();
        ClusterMetrics metrics = new ClusterMetrics(999, 1, 1.0, 1.0, 0, 1.0, 1.0, 1.0, 1.0, 1, 1.0);
        return List.of(
                new HierarchyNode("r", "1", null, 1, "All of name3", "- name3", ids, metrics),
                new HierarchyNode(
                        "r", "1.1", "1", 2, "Order", "- Order", ids.subList(0, Math.min(2, ids.size())), metrics));
    }

    private static ClusterRecord cluster(int id, String title, String description) {
        return new ClusterRecord(
                "r",
                id,
                1,
                title,
                description,
                new float[] {1},
                0.123,
                0.456,
                0.5,
                List.of("t1"),
                Map.of("secret", 1),
                new ClusterMetrics(1, 1, null, null, 0, null, null, null, null, 0, null));
    }

    private static RunRecord run() {
        return new RunRecord(
                "r",
                1,
                Level.TRACE,
                null,
                null,
                RunRecord.Status.COMPLETE,
                "complete",
                1,
                1,
                NOON,
                NOON,
                NOON,
                NOON,
                JsonNodeFactory.instance.objectNode(),
                1,
                1,
                0,
                1,
                List.of("17 items are odd"),
                null);
    }
}
