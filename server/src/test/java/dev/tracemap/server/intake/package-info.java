@NullMarked
package dev.tracemap.server.intake;

import org.jspecify.annotations.NullMarked;
