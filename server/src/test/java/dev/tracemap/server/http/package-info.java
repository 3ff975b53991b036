@NullMarked
package dev.tracemap.server.http;

import org.jspecify.annotations.NullMarked;
