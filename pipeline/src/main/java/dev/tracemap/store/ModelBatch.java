package dev.tracemap.store;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Questions about items that a model server answers in its own time.
///
/// @param work what they are asked for: a run's id
/// @param fileId of the file with the questions, at the server
/// @param batchId absent until the server has been told to answer
/// @param summarizer version of the summarizer that reads the answers
public record ModelBatch(
        long teamId,
        String work,
        String fileId,
        @Nullable String batchId,
        String summarizer,
        Instant submittedAt,
        List<Asked> questions) {

    /// @param key of the question in the file
    /// @param revision of the item at that time
    /// @param chars of the question
    public record Asked(String key, String itemId, String revision, long chars) {}

    public ModelBatch {
        questions = List.copyOf(questions);
    }

    public ModelBatch begun(String newBatchId) {
        return new ModelBatch(teamId, work, fileId, newBatchId, summarizer, submittedAt, questions);
    }

    /// The same batch without the questions about these items.
    ModelBatch without(Set<String> itemIds) {
        List<Asked> left = questions.stream()
                .filter(asked -> !itemIds.contains(asked.itemId()))
                .toList();
        return new ModelBatch(teamId, work, fileId, batchId, summarizer, submittedAt, left);
    }
}
