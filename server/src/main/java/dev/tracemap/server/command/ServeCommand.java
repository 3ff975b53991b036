package dev.tracemap.server.command;

import dev.tracemap.ingest.Format;
import dev.tracemap.server.Workspace;
import dev.tracemap.server.conformance.Fixtures;
import dev.tracemap.server.console.Console;
import dev.tracemap.server.http.Gate;
import dev.tracemap.server.http.HttpServer;
import dev.tracemap.server.http.IssuedTokens;
import dev.tracemap.server.http.ProtectedResource;
import dev.tracemap.server.http.SharedToken;
import dev.tracemap.server.http.Tokens;
import dev.tracemap.server.intake.FolderWatch;
import dev.tracemap.server.intake.Teams;
import dev.tracemap.server.mcp.Protocol;
import dev.tracemap.server.owner.Relay;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Serves clients over HTTP until it is ended.
@picocli.CommandLine.Command(name = "serve", description = "MCP server over HTTP, at /mcp.")
final class ServeCommand implements Command.Here {
    @Mixin
    Common common = new Common();

    @Mixin
    ClusterOptions cluster = new ClusterOptions();

    @Option(
            names = "--toolset",
            paramLabel = "NAME",
            description = "List the tools of this set too; there is curation: edits and eval sets.")
    List<String> toolsets = List.of();

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Where to listen (default: 7420, or the next free one).")
    @Nullable
    Integer port;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            defaultValue = Hosting.THIS_MACHINE,
            description = "Address to listen on (default: ${DEFAULT-VALUE}); beyond this machine only with a token.")
    String host = Hosting.THIS_MACHINE;

    @Option(
            names = "--allow-host",
            paramLabel = "NAME",
            description = "A name under which clients and pages know this server; may be repeated.")
    List<String> names = List.of();

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "Holds the token that clients have to send; without it the variable TRACEMAP_TOKEN counts.")
    @Nullable
    Path tokenFile;

    @Option(
            names = "--issuer",
            paramLabel = "URL",
            description = "OAuth issuer whose tokens let clients in, instead of a shared one.")
    @Nullable
    URI issuer;

    @Option(
            names = "--public-url",
            paramLabel = "URL",
            description = "Address of /mcp as clients know it; what the issuer's tokens have to be for.")
    @Nullable
    URI publicUrl;

    @Option(
            names = "--watch",
            paramLabel = "DIR",
            description = "Import what is new in a folder, as long as this serves; may be repeated.")
    List<Path> watched = List.of();

    @Option(
            names = "--watch-format",
            paramLabel = "FORMAT",
            description = "Format of the watched files (default: told from the content of each).")
    @Nullable
    String watchFormat;

    @Option(
            names = "--conformance-fixtures",
            hidden = true,
            description = "Offer what the public conformance suite calls by name.")
    boolean fixtures;

    @Override
    public int run(Console console) throws CommandFailed, InterruptedException {
        Path directory = console.resolve(common.dataDir);
        Workspace workspace = workspace(directory, console);
        toolsets.forEach(workspace::offer);
        Gate gate = gate(workspace.teams(), console);
        workspace.teams().missing().forEach(name -> console.err()
                .println("The variable " + name
                        + " is not set, so its key under teams in tracemap.yaml lets nobody in."));
        Optional<FolderWatch> watch = watch(workspace, console);
        Relay relay = new Relay(
                directory,
                Hosting.services(workspace),
                () -> {
                    workspace.begin();
                    watch.ifPresent(
                            each -> Thread.ofPlatform().name("watch").daemon().start(each::run));
                },
                console.err());
        Runtime.getRuntime().addShutdownHook(new Thread(relay::close, "leaving"));
        LongFunction<Protocol> protocols =
                Hosting.protocols(workspace, relay, fixtures ? Fixtures::new : UnaryOperator.identity());
        // The store opens while the server starts.
        relay.start();
        try {
            HttpServer server =
                    new HttpServer(host, gate, protocols, workspace.clock(), Hosting.routes(workspace, relay));
            server.listen(port == null ? Hosting.PORT : port, port != null);
            workspace.servedAt(server.address());
            announce(server, console);
        } catch (IOException e) {
            throw new CommandFailed(String.valueOf(e.getMessage()));
        }
        new CountDownLatch(1).await();
        return 0;
    }

    private Workspace workspace(Path directory, Console console) {
        return new Workspace(
                directory, common.config(console), common.store(), cluster.cluster(), InstantSource.system());
    }

    private Optional<FolderWatch> watch(Workspace workspace, Console console) throws CommandFailed {
        if (watched.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new FolderWatch(
                    watched.stream().map(console::resolve).toList(),
                    watchFormat == null || watchFormat.equals("auto") ? null : Format.fromWire(watchFormat),
                    workspace.directory().resolve("watch.json"),
                    workspace::imports,
                    Workspace.TEAM,
                    console.err()));
        } catch (IllegalArgumentException e) {
            throw new CommandFailed(String.valueOf(e.getMessage()));
        }
    }

    private Gate gate(Teams teams, Console console) throws CommandFailed {
        boolean loopback = Gate.isLoopback(host);
        Optional<ProtectedResource> resource = resource();
        Optional<Tokens> own = resource.isPresent()
                ? Optional.of(new IssuedTokens(resource.get(), console.err()))
                : tokenFile == null ? Hosting.token() : Optional.of(new SharedToken(read(console.resolve(tokenFile))));
        Optional<Tokens> tokens = teams.tokens(own);
        if (!loopback && tokens.isEmpty()) {
            throw new CommandFailed("Listening on " + host + " lets others in, so a token is needed: set TRACEMAP_TOKEN"
                    + " or pass --token-file, for example with the output of: openssl rand -hex 32");
        }
        Set<String> known = new LinkedHashSet<>();
        names.forEach(name -> known.add(name.toLowerCase(Locale.ROOT)));
        resource.map(each -> each.address().getHost()).ifPresent(known::add);
        return new Gate(loopback, known, tokens, resource);
    }

    private Optional<ProtectedResource> resource() throws CommandFailed {
        if (issuer == null && publicUrl == null) {
            return Optional.empty();
        }
        if (issuer == null || publicUrl == null || publicUrl.getHost() == null) {
            throw new CommandFailed("--issuer and --public-url belong together, for example --issuer"
                    + " https://login.example.com --public-url https://traces.example.com/mcp");
        }
        return Optional.of(
                new ProtectedResource(publicUrl, URI.create(issuer.toString().replaceAll("/$", ""))));
    }

    private static String read(Path file) throws CommandFailed {
        try {
            String token = Files.readString(file).strip();
            if (token.isEmpty()) {
                throw new CommandFailed(file + " is empty; it should hold a token");
            }
            return token;
        } catch (IOException e) {
            throw new CommandFailed("the token cannot be read: " + e.getMessage());
        }
    }

    private void announce(HttpServer server, Console console) {
        if (common.json) {
            console.out().println("{\"url\": \"" + server.address() + "\", \"mcp\": \"" + server.address() + "/mcp\"}");
        } else {
            console.out().println("The map: " + server.address() + "/");
            console.out().println("Serving " + server.address() + "/mcp");
            console.out().println("  claude mcp add --transport http tracemap " + server.address() + "/mcp");
        }
        console.out().flush();
    }
}
