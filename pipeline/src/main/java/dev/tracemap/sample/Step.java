package dev.tracemap.sample;

import java.util.List;

/// A step of a script: how a conversation of one intent goes. Texts are templates.
sealed interface Step {

    record User(String text) implements Step {}

    /// The agent calls a tool; `arguments` and `result` are JSON once expanded.
    record Call(String tool, String arguments, String result) implements Step {}

    record Say(String text) implements Step {}

    /// The agent gives a task to a second agent, whose work is a span with children, through a tool.
    record Delegate(String tool, String agent, String task, List<Step> steps) implements Step {}

    /// Happens in so many of a hundred traces.
    record Maybe(int percent, List<Step> steps) implements Step {}

    record Repeat(int least, int most, List<Step> steps) implements Step {}
}
