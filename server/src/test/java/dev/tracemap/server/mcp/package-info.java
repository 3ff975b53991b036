@NullMarked
package dev.tracemap.server.mcp;

import org.jspecify.annotations.NullMarked;
