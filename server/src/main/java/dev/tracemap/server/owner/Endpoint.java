package dev.tracemap.server.owner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/// Where the owner of a directory listens, as `owner.json` says it.
///
/// @param port on the loopback address
/// @param token secret of whoever may read the file
/// @param pid for messages to people
record Endpoint(int port, String token, long pid) {
    private static final String FILE = "owner.json";

    /// An endpoint of this process with a token of its own.
    static Endpoint here(int port) {
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        return new Endpoint(
                port, HexFormat.of().formatHex(secret), ProcessHandle.current().pid());
    }

    /// Empty when there is no file, or none that can be read to the end.
    static Optional<Endpoint> read(Path directory) {
        try {
            JsonNode node = new ObjectMapper().readTree(Files.readAllBytes(directory.resolve(FILE)));
            boolean whole = node.path("port").isInt() && node.path("token").isTextual();
            return whole
                    ? Optional.of(new Endpoint(
                            node.get("port").intValue(),
                            node.get("token").textValue(),
                            node.path("pid").asLong()))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /// Puts the file in place whole or not at all, readable by the user alone.
    void write(Path directory) throws IOException {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] mode = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        Path fresh = Files.createTempFile(directory, "owner", ".tmp", mode);
        String json = "{\"port\": " + port + ", \"token\": \"" + token + "\", \"pid\": " + pid + "}\n";
        Files.writeString(fresh, json);
        Files.move(fresh, directory.resolve(FILE), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /// Takes the file away if it is still this endpoint's.
    void remove(Path directory) throws IOException {
        if (read(directory).equals(Optional.of(this))) {
            Files.deleteIfExists(directory.resolve(FILE));
        }
    }
}
