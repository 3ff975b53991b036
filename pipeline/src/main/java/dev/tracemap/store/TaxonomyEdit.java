package dev.tracemap.store;

import dev.tracemap.store.Store.NamedBy;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What somebody changed about the clusters, as it stands in one run. An edit that is carried on has a row in each run.
///
/// @param editId the same in every run, from 1 within a team
/// @param clusters of this run that it is about; none where it is over because they are gone
/// @param text the title or the note
/// @param over whether it says nothing any more
/// @param remark what came of it in this run, for people; empty where there is nothing to say
/// @param parts of a merge: where its parts lie in the embedding space, so that each is found again
public record TaxonomyEdit(
        long teamId,
        int editId,
        String runId,
        Action action,
        List<Integer> clusters,
        String text,
        NamedBy madeBy,
        Instant madeAt,
        boolean over,
        String remark,
        List<Part> parts) {

    /// What can be done to clusters.
    public enum Action {
        /// Gives a title that stays.
        RENAME,
        /// Keeps the title it has.
        PIN,
        /// Makes one of several, from the next run on.
        MERGE,
        /// Asks for a closer look.
        SPLIT,
        /// Leaves it out of lists.
        IGNORE,
        NOTE;

        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }

        /// Whether its text is the title of the cluster.
        public boolean keepsTitle() {
            return this == RENAME || this == PIN;
        }
    }

    /// @param model that the embedding space belongs to
    /// @param centroid numbers of the vector
    public record Part(String model, List<Float> centroid) {
        public Part {
            centroid = List.copyOf(centroid);
        }
    }

    public TaxonomyEdit {
        clusters = List.copyOf(clusters);
        parts = List.copyOf(parts);
    }

    /// The same edit in another run.
    public TaxonomyEdit in(String otherRun, List<Integer> there, String what, List<Part> newParts) {
        return new TaxonomyEdit(teamId, editId, otherRun, action, there, text, madeBy, madeAt, false, what, newParts);
    }

    /// The same edit, come to its end.
    ///
    /// @param where the run in which it does, or null = where it stands
    public TaxonomyEdit ended(@Nullable String where, String why) {
        return new TaxonomyEdit(
                teamId,
                editId,
                where == null ? runId : where,
                action,
                where == null ? clusters : List.of(),
                text,
                madeBy,
                madeAt,
                true,
                why,
                List.of());
    }
}
