package dev.tracemap.label;

/// A cluster's name.
///
/// @param title three to ten words
/// @param description two to five lines, each beginning with `- `
public record Label(String title, String description) {
    /// The name of the items that belong nowhere.
    public static final String NOISE_TITLE = "Outliers";
}
