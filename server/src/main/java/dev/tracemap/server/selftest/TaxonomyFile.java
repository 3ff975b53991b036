package dev.tracemap.server.selftest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.tracemap.sample.Taxonomy;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where a taxonomy comes from: a file in YAML or JSON, or the one that comes with us.
public final class TaxonomyFile {
    private static final String OWN = "taxonomy.yaml";

    private TaxonomyFile() {}

    /// Ten families of five intents in four languages, and four families of three failures.
    public static Taxonomy standard() {
        try (InputStream in = TaxonomyFile.class.getResourceAsStream(OWN)) {
            if (in == null) {
                throw new IllegalStateException(OWN + " is missing from the class path");
            }
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8), OWN);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// @throws IllegalArgumentException naming the file, the place, and what could stand there
    public static Taxonomy read(Path file) {
        try {
            return parse(Files.readString(file), file.toString());
        } catch (IOException e) {
            throw new IllegalArgumentException("the taxonomy " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static Taxonomy parse(String text, String name) {
        try {
            return Taxonomy.parse(new YAMLMapper().readTree(text));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    name + ": " + e.getOriginalMessage() + " in line "
                            + (e.getLocation() == null ? 1 : e.getLocation().getLineNr()),
                    e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
        }
    }
}
