package dev.tracemap.ingest;

/// How the values of a source lie in it.
enum Layout {
    /// One JSON value a line.
    LINES,
    /// One JSON value over several lines, or a long array.
    DOCUMENT,
    /// A header and rows, separated by commas, semicolons or tabs.
    TABLE
}
