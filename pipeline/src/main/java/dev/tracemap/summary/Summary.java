package dev.tracemap.summary;

import java.util.List;

/// What an item was about.
///
/// @param title at most ten words
/// @param flowDiagram the steps in one line of ASCII, such as `user -> search_orders -> refund -> answer`
/// @param bullets what happened, in order
/// @param notes what stands out: errors, retries, unusual cost; may be empty
public record Summary(String title, String flowDiagram, List<Note> bullets, List<Note> notes) {

    /// @param lineRefs such as `L003`, each a line of the item's text
    public record Note(String text, List<String> lineRefs) {
        public Note {
            lineRefs = List.copyOf(lineRefs);
        }
    }

    public Summary {
        bullets = List.copyOf(bullets);
        notes = List.copyOf(notes);
    }
}
