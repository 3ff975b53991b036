package dev.tracemap.sample;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What is planted for a self-test: families of intents, and families of failures that may befall any of them.
///
/// Requests and answers are templates: `<day>` draws from the slot of that name, `<$day>` once per trace, `<20..90>`
/// a whole number, and `{can|could}` one of several words.
///
/// @param slots by name; a family's own hide these
public record Taxonomy(Map<String, List<String>> slots, List<Family> families, List<FailureFamily> failures) {

    /// @param assistant the system prompt of the assistant that is asked
    public record Family(String name, String assistant, Map<String, List<String>> slots, List<Leaf> leaves) {
        public Family {
            slots = Map.copyOf(slots);
            leaves = List.copyOf(leaves);
        }
    }

    /// An intent.
    ///
    /// @param about what it is, in one sentence
    /// @param language of its requests and answers, as an ISO 639-1 code
    /// @param share of the traces against that of other leaves; 0 = left to the seed
    /// @param ask templates of the request
    /// @param tools called in this order; may be empty
    public record Leaf(
            String name,
            String about,
            String language,
            double share,
            List<String> ask,
            List<String> tools,
            List<String> answer) {
        public Leaf {
            ask = List.copyOf(ask);
            tools = List.copyOf(tools);
            answer = List.copyOf(answer);
        }
    }

    public record FailureFamily(String name, List<FailureLeaf> leaves) {
        public FailureFamily {
            leaves = List.copyOf(leaves);
        }
    }

    /// A way to fail.
    ///
    /// @param kind `timeout_retry`, `swallowed_error`, `model_regression`, `claimed_call`, `slow_tool`,
    ///     `rate_limited`, `polling`, `injected`, `asks_again` or `wrong_answer`
    /// @param language of the intents that it befalls; empty = all
    /// @param lines what the kind needs: errors, results or words of the agent
    public record FailureLeaf(String name, String about, String kind, String language, List<String> lines) {
        public FailureLeaf {
            lines = List.copyOf(lines);
        }
    }

    public Taxonomy {
        slots = Map.copyOf(slots);
        families = List.copyOf(families);
        failures = List.copyOf(failures);
        Set<String> names = new HashSet<>();
        families.stream().flatMap(family -> family.leaves().stream()).forEach(leaf -> unused(names, leaf.name()));
        failures.stream().flatMap(family -> family.leaves().stream()).forEach(leaf -> unused(names, leaf.name()));
        if (families.stream().allMatch(family -> family.leaves().isEmpty())) {
            throw new IllegalArgumentException("a taxonomy needs families with leaves");
        }
    }

    /// Reads the form that `docs/selftest.md` describes.
    ///
    /// @throws IllegalArgumentException naming the place and what could stand there
    public static Taxonomy parse(JsonNode document) {
        return TaxonomyReader.read(document);
    }

    private static void unused(Set<String> names, String name) {
        if (!names.add(name)) {
            throw new IllegalArgumentException("two leaves are called '" + name + "'; each needs a name of its own");
        }
    }
}
