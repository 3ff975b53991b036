package dev.tracemap.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.run.Judging;
import dev.tracemap.score.Judge;
import dev.tracemap.score.Judgement;
import dev.tracemap.score.Rubric;
import dev.tracemap.store.RunRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Takes judgements of sampled items from the connected agent. What is wrong with one does not touch the others.
final class SetScores {
    private static final List<String> YES = List.of("true", "yes", "1");
    private static final List<String> NO = List.of("false", "no", "0");

    private SetScores() {}

    /// Adds to the answer how many were set, how many are left, the new rates, and why others were refused.
    ///
    /// @return how many were set
    static int take(Desk desk, RunRecord run, JsonNode given, ObjectNode answer, ArrayNode refused) {
        Map<Rubric, Map<String, Judgement>> judged = new LinkedHashMap<>();
        for (JsonNode one : given) {
            try {
                Rubric rubric = JudgingWork.rubric(desk, one.path("rubric").asText("none"));
                judged.computeIfAbsent(rubric, _ -> new LinkedHashMap<>())
                        .put(one.path("item_id").asText(""), judgement(one, rubric));
            } catch (BadArgument e) {
                refuse(refused, one.path("item_id").asText("none"), String.valueOf(e.getMessage()));
            }
        }
        int set = 0;
        int left = 0;
        for (Map.Entry<Rubric, Map<String, Judgement>> each : judged.entrySet()) {
            Judging.Taken taken = desk.runs().judging().take(run, each.getKey(), each.getValue(), Answers::id);
            set += taken.kept();
            left += taken.left();
            taken.strange()
                    .forEach(id -> refuse(
                            refused,
                            id,
                            "it is not in the sample of " + each.getKey().name()
                                    + "; judge those that get_labeling_work {\"rubric\": \""
                                    + each.getKey().name() + "\"} hands out"));
        }
        answer.put("scores_set", set);
        answer.put("scores_left", left);
        return set;
    }

    private static void refuse(ArrayNode refused, String id, String why) {
        refused.addObject().put("item_id", Answers.id(id)).put("why", why);
    }

    private static Judgement judgement(JsonNode one, Rubric rubric) {
        String reason = Judge.reason(Untrusted.clean(one.path("reason").asText()));
        if (reason.isEmpty()) {
            throw new BadArgument("the reason is missing; give it one line");
        }
        return new Judgement(
                value(one.path("score").asText().strip().toLowerCase(Locale.ROOT), rubric), reason, List.of());
    }

    private static int value(String score, Rubric rubric) {
        return switch (rubric.scale()) {
            case BOOLEAN -> {
                if (!YES.contains(score) && !NO.contains(score)) {
                    throw new BadArgument("score '" + Untrusted.line(score, 20) + "' is neither true nor false");
                }
                yield YES.contains(score) ? 1 : 0;
            }
            case ONE_TO_FIVE -> {
                if (!score.matches("[1-5]")) {
                    throw new BadArgument(
                            "score '" + Untrusted.line(score, 20) + "' is not a whole number from 1 to 5");
                }
                yield Integer.parseInt(score);
            }
        };
    }
}
