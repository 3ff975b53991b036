/// What a monitoring system may ask of a running server: counts and gauges in Prometheus' text format. Figures only,
/// never a text, an id or a name that came with a trace.
@NullMarked
package dev.tracemap.server.meter;

import org.jspecify.annotations.NullMarked;
