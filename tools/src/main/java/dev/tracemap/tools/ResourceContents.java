package dev.tracemap.tools;

/// What stands at an address.
public record ResourceContents(String uri, String mimeType, String text) {}
