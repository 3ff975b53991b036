package dev.tracemap.store;

import org.jspecify.annotations.Nullable;

/// The store itself failed: a full disk, a damaged or foreign file, a lock held by another process.
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public StoreException(String message) {
        super(message);
    }

    public StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
