package dev.tracemap.store;

import dev.tracemap.trace.Event;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// What makes an event the same event.
record EventKey(long teamId, String uuid) {
    static EventKey of(Event event) {
        return new EventKey(event.teamId(), event.uuid());
    }

    /// The same in every version of every engine, since it is kept and revisions of items are made of it.
    long hash() {
        try {
            byte[] name = (teamId + "/" + uuid).getBytes(StandardCharsets.UTF_8);
            return ByteBuffer.wrap(MessageDigest.getInstance("MD5").digest(name))
                    .getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
