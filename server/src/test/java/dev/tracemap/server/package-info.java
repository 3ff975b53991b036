@NullMarked
package dev.tracemap.server;

import org.jspecify.annotations.NullMarked;
