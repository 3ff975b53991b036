package dev.tracemap.server.console;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The streams and surroundings of one command.
///
/// @param directory that relative paths start from
/// @param columns width of the terminal that `err` writes to; 0 when it is a pipe or a file
/// @param resume run that an earlier process began for this very command, to be awaited instead of begun again
/// @param began is told the run which the command has begun, so that it can be resumed
public record Console(
        InputStream in,
        PrintStream out,
        PrintStream err,
        Path directory,
        int columns,
        @Nullable String resume,
        Consumer<String> began) {

    /// The console of this process. The launcher says how wide its terminal is, because Java cannot tell.
    public static Console ofProcess(PrintStream out) {
        Path here = Path.of("").toAbsolutePath();
        return new Console(System.in, out, System.err, here, Integer.getInteger("tracemap.columns", 0), null, _ -> {});
    }

    public boolean isTerminal() {
        return columns > 0;
    }

    public Path resolve(Path path) {
        return directory.resolve(path).normalize();
    }
}
