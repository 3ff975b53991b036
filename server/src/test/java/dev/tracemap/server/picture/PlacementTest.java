package dev.tracemap.server.picture;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PlacementTest {
    @Test
    void namesNeverOverlapAndStayInside() {
        Random random = new Random(3);
        Placement placement = new Placement(1280, 800, 56);
        List<Placement.Box> placed = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            placement
                    .place(random.nextDouble() * 1280, random.nextDouble() * 800, "name ".repeat(1 + random.nextInt(8)))
                    .ifPresent(placed::add);
        }
        assertTrue(placed.size() > 50, "only " + placed.size() + " of 300 names found a place");
        for (int i = 0; i < placed.size(); i++) {
            Placement.Box box = placed.get(i);
            assertTrue(
                    box.left() >= 0 && box.right() <= 1280 && box.top() >= 56 && box.bottom() <= 800, box.toString());
            for (int j = 0; j < i; j++) {
                assertFalse(box.meets(placed.get(j)), box + " covers " + placed.get(j));
            }
        }
    }
}
