package dev.tracemap.store;

/// What the clusters of a run are carried over to.
///
/// @param window the items; its sample size says nothing here, its seed draws what fits nowhere
/// @param documentType of their embeddings; with rendering and model it must be what the run was clustered from
public record Assigning(String runId, ItemQuery window, String documentType, String rendering, String model) {}
