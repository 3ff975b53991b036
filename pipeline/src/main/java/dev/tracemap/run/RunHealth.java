package dev.tracemap.run;

import dev.tracemap.lineage.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// How far a run's clusters can be relied on, beyond what their sizes tell.
final class RunHealth {
    /// Below this agreement of repetitions the borders of clusters are partly chance.
    private static final double SHAKY = 0.6;

    /// Of fewer clusters no share is worth telling.
    private static final int SOME = 4;

    private RunHealth() {}

    static List<String> of(LineageStage.Descent descent) {
        List<String> warnings = new ArrayList<>(ofChoice(descent.clustering().chosen()));
        descent.ancestry()
                .ifPresent(
                        ancestry -> warnings.addAll(ofLineage(ancestry.before().runId(), ancestry.changes())));
        return warnings;
    }

    /// @param chosen what the compute core chose and measured; `stability` among it where it was measured
    static List<String> ofChoice(Map<String, Object> chosen) {
        return chosen.get("stability") instanceof Double stability && stability < SHAKY
                ? List.of(String.format(
                        Locale.ROOT,
                        "stability is %.2f: with another seed many items change their cluster; look at the largest"
                                + " clusters only, or take more items",
                        stability))
                : List.of();
    }

    /// @param before the job's run before
    static List<String> ofLineage(String before, List<Change> changes) {
        int former = 0;
        int kept = 0;
        int gone = 0;
        for (Change change : changes) {
            switch (change) {
                case Change.Continues _ -> {
                    former++;
                    kept++;
                }
                case Change.Split _ -> {
                    former++;
                    kept++;
                }
                case Change.Merged merged -> {
                    former += merged.before().size();
                    kept += merged.before().size();
                }
                case Change.Gone _ -> {
                    former++;
                    gone++;
                }
                case Change.New _ -> {}
            }
        }
        return former >= SOME && kept < gone
                ? List.of("only " + kept + " of " + former + " clusters of " + before
                        + " carry on: the traffic has changed, or the filters; compare_runs shows what came and went")
                : List.of();
    }
}
