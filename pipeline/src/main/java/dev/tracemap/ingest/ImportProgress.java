package dev.tracemap.ingest;

/// Told from time to time how far an import has come.
@FunctionalInterface
public interface ImportProgress {

    ImportProgress NONE = (file, bytes, totalBytes, events) -> {};

    /// @param file the source being read
    /// @param bytes read so far of all sources, compressed as they lie on disk
    /// @param totalBytes of all sources; -1 when standard input is among them
    /// @param events read so far
    void at(String file, long bytes, long totalBytes, long events);
}
