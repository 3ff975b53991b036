package dev.tracemap.run;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// A stage whose work on one item has nothing to do with that on the others, so that it can be done in several places.
interface SpreadStage<T> extends Stage<T> {
    /// Does the work for some of the items. The stage itself, done afterwards, finds it in the store.
    ///
    /// @return what there is to say about it, for the stage itself
    ObjectNode part(RunState run, Slice slice);
}
