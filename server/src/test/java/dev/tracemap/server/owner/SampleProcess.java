package dev.tracemap.server.owner;

import dev.tracemap.server.SampleTools;
import dev.tracemap.server.console.Console;
import dev.tracemap.server.mcp.CatalogueOffer;
import dev.tracemap.server.mcp.Protocol;
import dev.tracemap.server.mcp.Stdio;
import dev.tracemap.server.workbench.LocalWorkbench;
import dev.tracemap.server.workbench.Menu;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// A process with the tools of the test catalogue and a few commands, started by the tests as their programs are:
/// `DIR mcp`, or `DIR COMMAND ARGUMENTS`.
public final class SampleProcess {
    private final Path directory;

    private SampleProcess(Path directory) {
        this.directory = directory;
    }

    public static void main(String[] args) throws Exception {
        PrintStream stdout = System.out;
        System.setOut(System.err);
        SampleProcess process = new SampleProcess(Path.of(args[0]));
        List<String> command = List.of(args).subList(1, args.length);
        System.exit(command.equals(List.of("mcp")) ? process.mcp(stdout) : process.command(command, stdout));
    }

    private int mcp(PrintStream stdout) throws Exception {
        Relay relay = new Relay(directory, services(), () -> {}, System.err);
        relay.start();
        new Stdio(System.in, stdout).serve(new Protocol("1", "", new CatalogueOffer(Menu.of(SampleTools.ALL), relay)));
        relay.close();
        return 0;
    }

    private int command(List<String> arguments, PrintStream stdout) throws Exception {
        return new Errand(arguments, Console.ofProcess(stdout)).run(directory, services());
    }

    private Services services() {
        return new Services((_, name) -> SampleTools.find(name), new LocalWorkbench(System.err), this::run, () -> {});
    }

    private int run(List<String> arguments, Console console) {
        try {
            return switch (arguments.getFirst()) {
                case "where" -> where(console);
                case "count" -> count(console);
                case "slow" -> slow(console);
                default -> 2;
            };
        } catch (IOException e) {
            console.err().println(e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            return 1;
        }
    }

    /// Says who carried it out, and leaves a mark that another process has to find.
    private int where(Console console) throws IOException {
        String pid = ProcessHandle.current().pid() + "\n";
        Files.writeString(directory.resolve("marks"), pid, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        console.out().print(pid);
        console.err().println("from " + console.directory());
        return 3;
    }

    private int count(Console console) throws IOException {
        console.out().println(console.in().readAllBytes().length);
        return 0;
    }

    /// A piece of work with a name: begun once, awaited by whoever repeats the command.
    private int slow(Console console) throws IOException, InterruptedException {
        String resume = console.resume();
        if (resume == null) {
            console.began().accept("run-1");
            Files.writeString(directory.resolve("begun"), "x", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
        console.err().println("working");
        Thread.sleep(resume == null ? 20_000 : 100);
        console.out().write("done\n".getBytes(StandardCharsets.UTF_8));
        return 0;
    }
}
