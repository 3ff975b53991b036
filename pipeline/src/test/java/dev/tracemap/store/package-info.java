/// What every store must do, and what only the DuckDB one promises.
@NullMarked
package dev.tracemap.store;

import org.jspecify.annotations.NullMarked;
