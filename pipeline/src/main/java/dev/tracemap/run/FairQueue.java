package dev.tracemap.run;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;

/// Does work of several teams, so much at once and the teams in turn: whoever brings a hundred pieces does not keep
/// another team's one waiting longer than the pieces at work take.
final class FairQueue {
    private final Executor executor;
    private final int atOnce;
    /// Teams that wait, the one whose turn is next first.
    private final Map<Long, Deque<Runnable>> waiting = new LinkedHashMap<>();

    private final Map<Long, Integer> working = new LinkedHashMap<>();
    private int busy;
    private boolean closed;

    /// @param executor has a thread for each piece
    FairQueue(Executor executor, int atOnce) {
        this.executor = executor;
        this.atOnce = atOnce;
    }

    synchronized void add(long teamId, Runnable piece) {
        waiting.computeIfAbsent(teamId, _ -> new ArrayDeque<>()).add(piece);
        startSome();
    }

    /// Begins nothing more; what is at work goes on.
    synchronized void close() {
        closed = true;
    }

    private void startSome() {
        while (!closed && busy < atOnce && !waiting.isEmpty()) {
            long team = fewestAtWork();
            Deque<Runnable> pieces = Objects.requireNonNull(waiting.remove(team));
            Runnable piece = pieces.remove();
            if (!pieces.isEmpty()) {
                waiting.put(team, pieces);
            }
            busy++;
            working.merge(team, 1, Integer::sum);
            executor.execute(() -> {
                try {
                    piece.run();
                } finally {
                    done(team);
                }
            });
        }
    }

    /// Of the teams that wait the one with least at work; of equal ones the one that waits longest for its turn.
    private long fewestAtWork() {
        long best = -1;
        int fewest = Integer.MAX_VALUE;
        for (long team : waiting.keySet()) {
            int own = working.getOrDefault(team, 0);
            if (own < fewest) {
                fewest = own;
                best = team;
            }
        }
        return best;
    }

    private synchronized void done(long team) {
        busy--;
        working.computeIfPresent(team, (_, count) -> count == 1 ? null : (Integer) (count - 1));
        startSome();
    }
}
