package dev.tracemap.sample;

import java.util.List;
import java.util.Map;

/// Everything that can be generated: the intents of all products, and what the products share.
///
/// @param rules that every product may use
record Catalogue(
        Weighted<Intent> intents,
        Map<String, Model> models,
        Weighted<String> tenants,
        List<String> versions,
        Map<String, List<String>> rules,
        List<OneOff> oneOffs) {

    /// @param span the name its generations carry
    /// @param system template of the system prompt
    /// @param think seconds a user takes to answer
    record Product(String name, String span, String system, Map<String, Tool> tools, Range think) {}

    record Tool(String name, String description, List<Parameter> parameters, Range seconds) {
        record Parameter(String name, String type) {}
    }

    /// @param weight share among all intents
    /// @param rules its own rules, its product's and the shared ones, in this order of precedence
    /// @param slower how many times longer than usual a tool takes in this intent
    /// @param liked how many of those who were served well say so
    record Intent(
            String name,
            Product product,
            double weight,
            Weighted<String> models,
            Map<String, List<String>> rules,
            List<Step> script,
            List<Failure> failures,
            Map<String, Double> slower,
            double liked) {}

    /// @param dollarsIn list price of a million tokens; NaN when there is no list price
    /// @param tokensPerSecond speed of writing
    /// @param thinking tokens of reasoning for each visible token, on average
    /// @param used from which to which part of the window it is in use
    record Model(
            String name,
            String provider,
            double dollarsIn,
            double dollarsOut,
            double tokensPerSecond,
            double thinking,
            Range used) {}

    /// A request that belongs to no intent, and the answer to it.
    record OneOff(String request, String answer) {}

    record Range(double from, double to) {
        boolean contains(double value) {
            return from <= value && value < to;
        }
    }
}
