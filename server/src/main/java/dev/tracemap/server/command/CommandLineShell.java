package dev.tracemap.server.command;

import dev.tracemap.server.Workspace;
import dev.tracemap.server.console.Console;
import dev.tracemap.server.owner.Errand;
import dev.tracemap.store.ClickHouseAddress;
import dev.tracemap.store.SqlRefused;
import dev.tracemap.store.StoreException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// Finds the command that is meant and runs it where it belongs.
public final class CommandLineShell {

    /// Runs a command line for the user of this process. Usage is checked here; the work on a data directory is
    /// done by the directory's owner, which may be this process.
    public int start(List<String> arguments, Console console) {
        CommandLine line = parser(arguments);
        Optional<Command> found = parse(line, arguments, console);
        if (found.isEmpty()) {
            return exitCode(line);
        }
        return guarded(console, () -> switch (found.get()) {
            case Command.Here here -> here.run(console);
            case Command.OnDirectory command -> {
                command.check();
                Path directory = console.resolve(command.common().dataDir);
                Workspace workspace = new Workspace(
                        directory, command.common().config(console), command.store(), InstantSource.system());
                yield new Errand(arguments, console).run(directory, Hosting.services(workspace));
            }
        });
    }

    /// Carries a command line out as the owner of the directory.
    static int carryOut(List<String> arguments, Workspace workspace, Console console) {
        CommandLine line = parser(arguments);
        Optional<Command> found = parse(line, arguments, console);
        if (found.isEmpty()) {
            return exitCode(line);
        }
        return guarded(
                console,
                () -> found.get() instanceof Command.OnDirectory command
                        ? command.run(checked(command, workspace), console)
                        : CommandLine.ExitCode.USAGE);
    }

    /// The owner of the directory may have been started with another store.
    private static Workspace checked(Command.OnDirectory command, Workspace workspace) throws CommandFailed {
        ClickHouseAddress wanted = command.store();
        if (wanted != null && !workspace.elsewhere().equals(Optional.of(wanted))) {
            throw new CommandFailed("another process owns " + workspace.directory() + " and keeps everything "
                    + workspace.elsewhere().map(other -> "in " + other).orElse("there") + ", not in " + wanted
                    + "; end it, or give this command a --data-dir of its own");
        }
        return workspace;
    }

    private static CommandLine parser(List<String> arguments) {
        return arguments.stream()
                .findFirst()
                .flatMap(CommandLineShell::only)
                .orElseGet(() -> new CommandLine(new Tracemap()))
                .setUsageHelpWidth(100)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUnmatchedOptionsArePositionalParams(false);
    }

    /// A parser that knows no other command: to take in what all of them accept costs a quarter of a second.
    private static Optional<CommandLine> only(String name) {
        CommandLine.Command program = Tracemap.class.getAnnotation(CommandLine.Command.class);
        return Arrays.stream(program.subcommands())
                .filter(command ->
                        command.getAnnotation(CommandLine.Command.class).name().equals(name))
                .findFirst()
                .map(command -> new CommandLine(CommandSpec.create().name(program.name())).addSubcommand(command));
    }

    /// Empty when help was asked for or the usage was wrong; what there was to say is then said, and the parser
    /// knows the exit code.
    private static Optional<Command> parse(CommandLine line, List<String> arguments, Console console) {
        PrintWriter out = new PrintWriter(console.out(), true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(console.err(), true, StandardCharsets.UTF_8);
        try {
            ParseResult parsed = line.parseArgs(arguments.toArray(new String[0]));
            Integer help =
                    CommandLine.executeHelpRequest(line.setOut(out).setErr(err).getParseResult());
            if (help != null) {
                line.setExecutionResult(help);
                return Optional.empty();
            }
            ParseResult leaf = parsed;
            while (leaf.hasSubcommand()) {
                leaf = leaf.subcommand();
            }
            if (leaf.commandSpec().userObject() instanceof Command command) {
                return Optional.of(command);
            }
            leaf.commandSpec().commandLine().usage(err);
        } catch (ParameterException e) {
            err.println(e.getMessage());
            e.getCommandLine().usage(err);
        }
        line.setExecutionResult(CommandLine.ExitCode.USAGE);
        return Optional.empty();
    }

    private static int exitCode(CommandLine line) {
        return line.getExecutionResult();
    }

    private interface Work {
        int run() throws CommandFailed, IOException, InterruptedException;
    }

    /// The one place where what goes wrong becomes a message and an exit code.
    private static int guarded(Console console, Work work) {
        try {
            return work.run();
        } catch (IllegalArgumentException e) {
            console.err().println(e.getMessage());
            return CommandLine.ExitCode.USAGE;
        } catch (CommandFailed | SqlRefused | StoreException | UncheckedIOException | IOException e) {
            console.err().println(e.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return CommandLine.ExitCode.SOFTWARE;
        } catch (RuntimeException | Error bug) {
            String id = UUID.randomUUID().toString().substring(0, 8);
            console.err().println("internal error " + id + ": a fault in Tracemap itself (" + bug + ")");
            bug.printStackTrace(console.err());
            return CommandLine.ExitCode.SOFTWARE;
        }
    }
}
