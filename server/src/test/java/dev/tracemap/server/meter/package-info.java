@NullMarked
package dev.tracemap.server.meter;

import org.jspecify.annotations.NullMarked;
