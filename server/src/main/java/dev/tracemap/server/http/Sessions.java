package dev.tracemap.server.http;

import dev.tracemap.server.mcp.Conversation;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The clients of the legacy revisions that have opened and not closed. Most never close: they are forgotten after
/// a while, and when there are too many the ones that were silent longest.
final class Sessions {
    private final int most;
    private final Duration idle;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    /// Silent longest first.
    private final Map<String, Session> open = new LinkedHashMap<>(16, 0.75f, true);

    private record Session(long team, Conversation conversation, Instant[] lastSeen) {}

    Sessions(int most, Duration idle, InstantSource clock) {
        this.most = most;
        this.idle = idle;
        this.clock = clock;
    }

    /// @param team whose session it is; to others it is unknown
    /// @return the session's id
    /// @throws Refused when there are too many and none is idle
    synchronized String open(long team, Conversation conversation) throws Refused {
        sweep();
        if (open.size() >= most) {
            throw new Refused(503, "too many clients at once; try again in a moment");
        }
        byte[] secret = new byte[24];
        random.nextBytes(secret);
        String id = HexFormat.of().formatHex(secret);
        open.put(id, new Session(team, conversation, new Instant[] {clock.instant()}));
        return id;
    }

    synchronized Optional<Conversation> find(long team, String id) {
        Session session = open.get(id);
        if (session == null || session.team() != team) {
            return Optional.empty();
        }
        session.lastSeen()[0] = clock.instant();
        return Optional.of(session.conversation());
    }

    synchronized Optional<Conversation> close(String id) {
        return Optional.ofNullable(open.remove(id)).map(Session::conversation);
    }

    synchronized int count() {
        return open.size();
    }

    private void sweep() {
        Instant tooOld = clock.instant().minus(idle);
        for (Iterator<Session> oldest = open.values().iterator(); oldest.hasNext(); ) {
            Session session = oldest.next();
            boolean silent = session.lastSeen()[0].isBefore(tooOld);
            if (!silent && open.size() < most) {
                return;
            }
            if (!session.conversation().isBusy()) {
                oldest.remove();
            }
        }
    }
}
