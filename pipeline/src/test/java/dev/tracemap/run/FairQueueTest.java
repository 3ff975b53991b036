package dev.tracemap.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FairQueueTest {
    /// Pieces that have been handed over and not ended yet.
    private final Deque<Runnable> atWork = new ArrayDeque<>();

    private final List<Long> order = new ArrayList<>();

    private void add(FairQueue queue, long team) {
        queue.add(team, () -> order.add(team));
    }

    private void end() {
        atWork.remove().run();
    }

    @Test
    void neverMoreAtOnceThanAllowed() {
        FairQueue queue = new FairQueue(atWork::add, 4);
        for (int i = 0; i < 50; i++) {
            add(queue, i % 10);
        }
        int ended = 0;
        while (!atWork.isEmpty()) {
            assertTrue(atWork.size() <= 4);
            end();
            ended++;
        }
        assertEquals(50, ended);
    }

    @Test
    void aTeamWithOnePieceWaitsForNoOtherTeamsQueue() {
        FairQueue queue = new FairQueue(atWork::add, 2);
        for (int i = 0; i < 20; i++) {
            add(queue, 1);
        }
        add(queue, 2);
        end();
        end();
        end();
        assertTrue(order.contains(2L), order.toString());
    }

    @Test
    void tenTeamsGetTheSameShareOfTheFirstTurns() {
        FairQueue queue = new FairQueue(atWork::add, 4);
        List<Long> all = new ArrayList<>();
        for (long team = 0; team < 10; team++) {
            for (int i = 0; i < 5; i++) {
                all.add(team);
            }
        }
        Collections.shuffle(all, new Random(7));
        all.forEach(team -> add(queue, team));
        while (order.size() < 30) {
            end();
        }
        Map<Long, Integer> done = new HashMap<>();
        order.forEach(team -> done.merge(team, 1, Integer::sum));
        Set<Long> served = new HashSet<>(order.subList(4, 18));
        assertEquals(10, served.size(), "each team within the next turns: " + order);
        assertTrue(done.values().stream().allMatch(count -> count >= 2 && count <= 5), done.toString());
    }

    @Test
    void aPieceThatThrowsGivesItsPlaceBack() {
        FairQueue queue = new FairQueue(atWork::add, 1);
        queue.add(1, () -> {
            throw new IllegalStateException("of the piece");
        });
        add(queue, 2);
        try {
            end();
        } catch (IllegalStateException e) {
            assertEquals("of the piece", e.getMessage());
        }
        end();
        assertEquals(List.of(2L), order);
    }

    @Test
    void aClosedQueueBeginsNothingMore() {
        FairQueue queue = new FairQueue(atWork::add, 1);
        add(queue, 1);
        add(queue, 1);
        queue.close();
        end();
        assertTrue(atWork.isEmpty());
        assertEquals(1, order.size());
    }
}
