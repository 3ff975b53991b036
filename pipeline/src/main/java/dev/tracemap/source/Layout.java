package dev.tracemap.source;

import dev.tracemap.ingest.convert.Conversion;
import dev.tracemap.ingest.convert.Origin;
import java.util.List;
import java.util.Map;

/// How somebody's traces lie in tables, and how their rows become events.
sealed interface Layout permits OtelLayout, SigNozLayout, LangfuseLayout, LangfuseEventsLayout, PostHogLayout {

    /// The columns that are read, by the usual name of their table.
    Map<String, List<String>> needs();

    /// A query for the ids (`id`) of traces about models that have a row in the window; with duplicates, where
    /// that is cheaper.
    String ids(Where where);

    /// Queries for the rows of traces; each has one `?` for their ids.
    List<String> rows(Where where);

    /// @param rows one list for each query of [#rows]
    Conversion convert(List<List<Map<String, String>>> rows, Origin origin);

    /// What a user should know about this layout; empty for nothing.
    default String note() {
        return "";
    }
}
