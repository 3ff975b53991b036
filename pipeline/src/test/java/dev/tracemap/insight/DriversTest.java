package dev.tracemap.insight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.insight.Driver.Subject;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DriversTest {
    private static final List<String> MODELS = List.of("v7", "v8", "mini");
    private static final List<String> TENANTS = List.of("birch", "kite", "oak", "elm");

    /// 400 items in four clusters; in cluster 1 v8 fails, in cluster 2 kite waits, and cluster 3 alone uses a tool.
    private static ItemFacts planted(int row, Random random) {
        int cluster = row % 4;
        String model = MODELS.get(random.nextInt(3));
        String tenant = TENANTS.get(random.nextInt(4));
        boolean failed = random.nextDouble() < (cluster == 1 && model.equals("v8") ? 0.8 : 0.03);
        double seconds = (cluster == 2 && tenant.equals("kite") ? 40 : 5) * (0.5 + random.nextDouble());
        Set<String> tools = cluster == 3 ? Set.of("search", "book") : Set.of("search");
        return ItemFacts.of(
                Map.of("model", Set.of(model), "tenant", Set.of(tenant), "$tenant", Set.of(tenant), "tool", tools),
                Map.of(
                        "turn_count",
                        2.0 + random.nextInt(6) + cluster,
                        "retry_count",
                        random.nextInt(10) == 0 ? 1.0 : 0.0),
                failed,
                seconds);
    }

    private static List<ItemFacts> planted(Random random) {
        return IntStream.range(0, 400).mapToObj(row -> planted(row, random)).toList();
    }

    private static int[] clusters(int rows) {
        return IntStream.range(0, rows).map(row -> row % 4).toArray();
    }

    @Test
    void whatWasPlantedComesFirst() {
        List<Driver> drivers = Drivers.of(planted(new Random(1)), clusters(400));
        Driver errors = drivers.stream()
                .filter(driver -> driver.clusterId() == 1)
                .findFirst()
                .orElseThrow();
        assertEquals(
                List.of(Subject.ERRORS, "model", "v8"),
                List.of(errors.subject(), errors.property(), "" + errors.value()));
        assertTrue(errors.here() > 0.6 && errors.elsewhere() < 0.1, errors.line());
        Driver waits = drivers.stream()
                .filter(driver -> driver.clusterId() == 2)
                .findFirst()
                .orElseThrow();
        assertEquals(
                List.of(Subject.LATENCY, "tenant", "kite"),
                List.of(waits.subject(), waits.property(), "" + waits.value()));
        Driver tool = drivers.stream()
                .filter(driver -> driver.clusterId() == 3)
                .findFirst()
                .orElseThrow();
        assertEquals("tool book: 100% here, 0% elsewhere (100 items, q < 0.001)", tool.line());
    }

    @Test
    void nothingElseIsToldAboutPlantedData() {
        Set<String> told = Set.of("errors model", "latency tenant", "membership tool", "membership turn_count");
        for (Driver driver : Drivers.of(planted(new Random(2)), clusters(400))) {
            String about = driver.subject().wire() + " " + driver.property();
            assertTrue(told.contains(about), driver.clusterId() + ": " + driver.line());
        }
    }

    /// Shuffled, nothing goes with anything, and at most one run in twenty may say otherwise.
    @Test
    void permutedPropertiesDriveNothing() {
        Random random = new Random(3);
        int wrong = 0;
        int rounds = 200;
        List<ItemFacts> items = planted(random).subList(0, 200);
        for (int round = 0; round < rounds; round++) {
            List<ItemFacts> properties = new ArrayList<>(items);
            List<ItemFacts> outcomes = new ArrayList<>(items);
            Collections.shuffle(properties, random);
            Collections.shuffle(outcomes, random);
            List<ItemFacts> mixed = IntStream.range(0, items.size())
                    .mapToObj(row -> new ItemFacts(
                            properties.get(row).values(),
                            properties.get(row).numbers(),
                            outcomes.get(row).failed(),
                            outcomes.get(row).latencySeconds()))
                    .toList();
            wrong += Drivers.of(mixed, clusters(200)).isEmpty() ? 0 : 1;
        }
        assertTrue(wrong <= rounds / 20, wrong + " of " + rounds + " shuffled runs reported a driver");
    }

    @Test
    void whatHoldsForAllOrForAHandfulIsNoDriver() {
        List<ItemFacts> items = IntStream.range(0, 40)
                .mapToObj(row -> ItemFacts.of(
                        Map.of("everywhere", Set.of("yes"), "rare", row < 4 ? Set.of("yes") : Set.of()),
                        Map.of(),
                        false,
                        null))
                .toList();
        assertEquals(
                List.of(),
                Drivers.of(
                        items,
                        IntStream.range(0, 40).map(row -> row < 4 ? 0 : 1).toArray()));
        assertEquals(List.of(), Drivers.of(List.of(), new int[0]));
    }

    @Test
    void theOrderOfItemsChangesNothing() {
        List<ItemFacts> items = planted(new Random(4));
        List<Integer> order = new ArrayList<>(IntStream.range(0, 400).boxed().toList());
        Collections.shuffle(order, new Random(5));
        int[] clusters = order.stream().mapToInt(row -> row % 4).toArray();
        assertEquals(
                Drivers.of(items, clusters(400)).stream().map(Driver::line).toList(),
                Drivers.of(order.stream().map(items::get).toList(), clusters).stream()
                        .map(Driver::line)
                        .toList());
    }

    @Test
    void aSelectionIsToldApartFromTheRest() {
        List<ItemFacts> items = planted(new Random(6));
        BitSet chosen = new BitSet();
        IntStream.range(0, 400)
                .filter(row -> items.get(row).values().get("tenant").contains("oak"))
                .forEach(chosen::set);
        List<Driver> drivers = Drivers.of(items, chosen);
        assertEquals(List.of("tenant"), drivers.stream().map(Driver::property).toList());
        assertEquals("oak", drivers.getFirst().value());
    }
}
