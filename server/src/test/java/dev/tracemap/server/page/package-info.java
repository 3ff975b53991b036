@NullMarked
package dev.tracemap.server.page;

import org.jspecify.annotations.NullMarked;
