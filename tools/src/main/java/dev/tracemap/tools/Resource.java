package dev.tracemap.tools;

/// Something a client can read by its address.
///
/// @param name for programs; `title` for people
public record Resource(String uri, String name, String title, String description, String mimeType) {}
