package dev.tracemap.server.workbench;

/// What one team can ask for, and where it is carried out.
public record TeamBench(Menu menu, Workbench workbench) {}
