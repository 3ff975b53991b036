package dev.tracemap.run;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Whose piece is next: so many are at work at once, and of the teams that wait the one with least at work comes first.
/// Whoever brings a hundred pieces does not keep another team's one waiting longer than the pieces at work take.
///
/// Says the same for the same calls in the same order. One thread at a time.
public final class FairTurns<T> {
    private final int atOnce;
    /// Teams that wait, the one whose turn is next first.
    private final Map<Long, Deque<T>> waiting = new LinkedHashMap<>();

    private final Map<Long, Integer> working = new LinkedHashMap<>();
    private int busy;

    /// @param atOnce how many pieces may be at work
    public FairTurns(int atOnce) {
        this.atOnce = atOnce;
    }

    /// A piece of a team.
    public record Turn<T>(long teamId, T piece) {}

    public void add(long teamId, T piece) {
        waiting.computeIfAbsent(teamId, _ -> new ArrayDeque<>()).add(piece);
    }

    /// Counts a piece that is at work already.
    public void atWork(long teamId) {
        busy++;
        working.merge(teamId, 1, Integer::sum);
    }

    /// The piece that begins now, if one may.
    public Optional<Turn<T>> next() {
        if (busy >= atOnce || waiting.isEmpty()) {
            return Optional.empty();
        }
        long team = fewestAtWork();
        Deque<T> pieces = Objects.requireNonNull(waiting.remove(team));
        T piece = pieces.remove();
        if (!pieces.isEmpty()) {
            waiting.put(team, pieces);
        }
        atWork(team);
        return Optional.of(new Turn<>(team, piece));
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

    /// A piece of this team has ended.
    public void done(long teamId) {
        busy--;
        working.computeIfPresent(teamId, (_, count) -> count == 1 ? null : (Integer) (count - 1));
    }

    /// Takes a piece back before its turn.
    public void withdraw(long teamId, T piece) {
        Collection<T> pieces = waiting.getOrDefault(teamId, new ArrayDeque<>());
        pieces.remove(piece);
        if (pieces.isEmpty()) {
            waiting.remove(teamId);
        }
    }

    /// What waits; adding it in this order to another makes the same turns.
    public List<Turn<T>> waiting() {
        List<Turn<T>> turns = new ArrayList<>();
        waiting.forEach((team, pieces) -> pieces.forEach(piece -> turns.add(new Turn<>(team, piece))));
        return turns;
    }
}
