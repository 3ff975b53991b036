@NullMarked
package dev.tracemap.server.owner;

import org.jspecify.annotations.NullMarked;
