package dev.tracemap.server;

import java.util.List;

/// Sets of tools that are listed only where they are wanted, since every listed tool costs an agent's attention.
final class Toolsets {
    static final String CURATION = "curation";

    private Toolsets() {}

    /// @throws IllegalArgumentException for an unknown set, naming those there are
    static List<String> checked(List<String> names) {
        for (String name : names) {
            if (!name.equals(CURATION)) {
                throw new IllegalArgumentException("there is no toolset '" + name + "'; there is " + CURATION);
            }
        }
        return List.copyOf(names);
    }
}
