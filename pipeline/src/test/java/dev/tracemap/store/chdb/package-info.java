/// A real ClickHouse for tests: the engine as a library in a process of its own, behind a thin front that speaks HTTP.
///
/// In: SQL as the JDBC driver sends it. Out: what the engine answers. Invariant: the engine never shares a process with
/// the tests.
@NullMarked
package dev.tracemap.store.chdb;

import org.jspecify.annotations.NullMarked;
