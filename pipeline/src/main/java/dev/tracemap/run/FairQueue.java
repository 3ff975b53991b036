package dev.tracemap.run;

import java.util.Optional;
import java.util.concurrent.Executor;

/// Does work of several teams, so much at once and the teams in turn, as [FairTurns] says.
final class FairQueue {
    private final Executor executor;
    private final FairTurns<Runnable> turns;
    private boolean closed;

    /// @param executor has a thread for each piece
    FairQueue(Executor executor, int atOnce) {
        this.executor = executor;
        this.turns = new FairTurns<>(atOnce);
    }

    synchronized void add(long teamId, Runnable piece) {
        turns.add(teamId, piece);
        startSome();
    }

    /// Begins nothing more; what is at work goes on.
    synchronized void close() {
        closed = true;
    }

    private void startSome() {
        if (closed) {
            return;
        }
        for (Optional<FairTurns.Turn<Runnable>> turn = turns.next(); turn.isPresent(); turn = turns.next()) {
            FairTurns.Turn<Runnable> now = turn.get();
            executor.execute(() -> {
                try {
                    now.piece().run();
                } finally {
                    done(now.teamId());
                }
            });
        }
    }

    private synchronized void done(long team) {
        turns.done(team);
        startSome();
    }
}
