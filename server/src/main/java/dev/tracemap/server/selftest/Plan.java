package dev.tracemap.server.selftest;

import dev.tracemap.sample.Taxonomy;
import java.util.List;

/// What a self-test is to do.
///
/// @param traces how many, background included
/// @param seed decides wording, shares and everything else that is left to chance
/// @param axes that are tried; intents are judged along the first, failures along the one of that name if there is one
public record Plan(Taxonomy taxonomy, int traces, long seed, List<String> axes) {
    public Plan {
        axes = List.copyOf(axes);
    }
}
