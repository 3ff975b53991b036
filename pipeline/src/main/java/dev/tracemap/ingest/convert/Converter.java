package dev.tracemap.ingest.convert;

import com.fasterxml.jackson.databind.JsonNode;

/// Turns the values of one source into events, in the order of the source. Not to be shared between threads.
public interface Converter {

    /// The events that are complete with this value. Formats whose lines belong together hold events back until their
    /// trace is whole.
    Conversion convert(JsonNode value);

    /// What is left when the source has ended.
    default Conversion finish() {
        return Conversion.NOTHING;
    }
}
