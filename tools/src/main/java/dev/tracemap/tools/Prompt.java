package dev.tracemap.tools;

import java.util.List;

/// A task that a person can hand to an agent by name.
public record Prompt(String name, String title, String description, List<Argument> arguments) {

    public record Argument(String name, String description, boolean required) {}

    public Prompt {
        arguments = List.copyOf(arguments);
    }
}
