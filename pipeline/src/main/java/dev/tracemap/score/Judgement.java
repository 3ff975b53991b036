package dev.tracemap.score;

import java.util.List;

/// What a judge says about one item by one rubric.
///
/// @param value within the rubric's scale; 1 and 0 for yes and no
/// @param reason one line
/// @param lineRefs lines of the text that show it, such as `L007`
public record Judgement(int value, String reason, List<String> lineRefs) {
    public Judgement {
        lineRefs = List.copyOf(lineRefs);
    }
}
