@NullMarked
package dev.tracemap.server.selftest;

import org.jspecify.annotations.NullMarked;
