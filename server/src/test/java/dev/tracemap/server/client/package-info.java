@NullMarked
package dev.tracemap.server.client;

import org.jspecify.annotations.NullMarked;
