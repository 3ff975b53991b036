package dev.tracemap.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/// A saved configuration of runs, as a person or an agent has made it.
///
/// @param jobId unique in its team; begins with `j`
/// @param name unique in its team, whatever the case of its letters
/// @param level word of the contract, also among the inputs
/// @param inputs run inputs with the names of the contract
/// @param schedule how often it runs by itself, a word
/// @param enabled whether the schedule counts; on demand it runs all the same
public record JobRecord(
        long teamId,
        String jobId,
        String name,
        String level,
        ObjectNode inputs,
        String schedule,
        boolean enabled,
        Instant createdAt) {}
