package dev.tracemap.embedding;

import dev.tracemap.summary.Summary;
import dev.tracemap.summary.Summary.Note;
import java.util.StringJoiner;

/// The text of a summary that is embedded: its words without line references.
public final class EmbeddingText {
    /// Stands with every vector; changes whenever the text does, so that old vectors are not compared with new ones.
    public static final String RENDERING = "summary-1";

    private EmbeddingText() {}

    public static String of(Summary summary) {
        StringJoiner lines = new StringJoiner("\n");
        lines.add(summary.title());
        lines.add(summary.flowDiagram());
        summary.bullets().stream().map(Note::text).forEach(lines::add);
        summary.notes().stream().map(Note::text).forEach(lines::add);
        return lines.toString();
    }
}
