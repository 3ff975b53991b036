@NullMarked
package dev.tracemap.server.command;

import org.jspecify.annotations.NullMarked;
