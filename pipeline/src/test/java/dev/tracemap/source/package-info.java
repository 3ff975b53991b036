@NullMarked
package dev.tracemap.source;

import org.jspecify.annotations.NullMarked;
