/// Pictures of a run, drawn without a browser.
///
/// In: the clusters and memberships of a run. Out: an SVG document. Invariant: names never overlap, and text from
/// traces appears as text only.
@NullMarked
package dev.tracemap.server.picture;

import org.jspecify.annotations.NullMarked;
