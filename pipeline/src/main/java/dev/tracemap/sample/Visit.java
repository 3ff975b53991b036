package dev.tracemap.sample;

import dev.tracemap.sample.Catalogue.Product;
import java.time.Instant;

/// A user at work: what the traces of one session share.
///
/// @param time when the trace begins, as a share of the window
record Visit(
        String sessionId,
        String userId,
        String tenant,
        String appVersion,
        Product product,
        Instant start,
        double time) {

    Visit at(Instant laterStart, double laterTime) {
        return new Visit(sessionId, userId, tenant, appVersion, product, laterStart, laterTime);
    }
}
