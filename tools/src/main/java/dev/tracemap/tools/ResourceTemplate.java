package dev.tracemap.tools;

/// Addresses of one kind of resource, with gaps for ids (RFC 6570): `tracemap://runs/{run_id}`.
public record ResourceTemplate(String uriTemplate, String name, String title, String description, String mimeType) {}
