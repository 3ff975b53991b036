@NullMarked
package dev.tracemap.server.bench;

import org.jspecify.annotations.NullMarked;
