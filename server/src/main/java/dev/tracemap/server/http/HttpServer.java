package dev.tracemap.server.http;

import dev.tracemap.server.mcp.Protocol;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.function.LongFunction;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/// Listens and leads each request to the door behind its path. Every request has a virtual thread of its own.
public final class HttpServer implements AutoCloseable {
    private static final int MOST_CONNECTIONS = 1_024;
    private static final Duration SILENCE = Duration.ofSeconds(20);
    private static final int HEADER_BYTES = 16 << 10;
    private static final int NEIGHBOURS = 100;

    private final Server server;
    private final ServerConnector connector;
    private final McpDoor mcp;
    private final Gate gate;
    private final List<Route> routes = new ArrayList<>();
    private final String host;

    /// The same for every team.
    ///
    /// @param more doors beside the protocol's
    public HttpServer(String host, Gate gate, Protocol protocol, InstantSource clock, List<Route> more) {
        this(host, gate, _ -> protocol, clock, more);
    }

    /// @param protocols by team
    /// @param more doors beside the protocol's
    public HttpServer(String host, Gate gate, LongFunction<Protocol> protocols, InstantSource clock, List<Route> more) {
        this(host, gate, protocols, clock, more, SILENCE);
    }

    /// @param silence how long a client may say nothing in the middle of a request
    HttpServer(
            String host,
            Gate gate,
            LongFunction<Protocol> protocols,
            InstantSource clock,
            List<Route> more,
            Duration silence) {
        this.host = host;
        this.gate = gate;
        this.mcp = new McpDoor(protocols, clock);
        routes.add(new Route(Set.of("POST", "DELETE"), "/mcp", mcp));
        routes.add(new Route(Set.of("GET"), "/healthz", this::health));
        gate.resource().ifPresent(resource -> {
            for (String path : List.of("", resource.address().getPath())) {
                routes.add(new Route(
                        Set.of("GET"),
                        ProtectedResource.METADATA + path,
                        exchange -> exchange.answer(200, resource.metadata())));
            }
        });
        routes.addAll(more);
        QueuedThreadPool threads = new QueuedThreadPool(8, 2);
        threads.setName("http");
        threads.setDaemon(true);
        threads.setVirtualThreadsExecutor(Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("http-", 0).factory()));
        this.server = new Server(threads);
        HttpConfiguration wire = new HttpConfiguration();
        wire.setSendServerVersion(false);
        wire.setRequestHeaderSize(HEADER_BYTES);
        // Ids stand in paths, whatever characters they have; no path of ours leads to a file.
        wire.setUriCompliance(UriCompliance.DEFAULT.with(
                "ids",
                UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR,
                UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING,
                UriCompliance.Violation.AMBIGUOUS_PATH_PARAMETER));
        this.connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(wire));
        connector.setHost(host);
        connector.setIdleTimeout(silence.toMillis());
        server.addConnector(connector);
        server.addBean(new NetworkConnectionLimit(MOST_CONNECTIONS, connector));
        server.setHandler(new Front());
    }

    /// Listens on a port, or on the next free one.
    ///
    /// @param exact no other port will do; 0 = any free one
    /// @throws IOException when there is none
    public HttpServer listen(int port, boolean exact) throws IOException {
        for (int tried = port; ; tried++) {
            connector.setPort(tried);
            try {
                connector.open();
                break;
            } catch (IOException e) {
                if (exact || tried - port >= NEIGHBOURS) {
                    throw new IOException(
                            "port " + tried + " of " + host + " cannot be had (" + e.getMessage()
                                    + "); choose another one with --port",
                            e);
                }
            }
        }
        try {
            server.start();
        } catch (Exception e) {
            throw new IOException("the HTTP server does not start: " + e.getMessage(), e);
        }
        return this;
    }

    /// Where a client on this machine finds the server, without a slash at the end.
    public URI address() {
        String name = Set.of("0.0.0.0", "::", "[::]").contains(host) ? "127.0.0.1" : host;
        return URI.create("http://" + (name.contains(":") && !name.startsWith("[") ? "[" + name + "]" : name) + ":"
                + connector.getLocalPort());
    }

    int sessions() {
        return mcp.sessions();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP server does not stop", e);
        }
    }

    private void health(Exchange exchange) throws IOException {
        exchange.answer(200, "application/json", "{\"status\":\"ok\"}\n".getBytes(StandardCharsets.UTF_8));
    }

    private void serve(Exchange exchange) throws Refused, IOException, InterruptedException {
        gate.check(exchange);
        List<Route> here =
                routes.stream().filter(route -> route.leadsTo(exchange.path())).toList();
        Route route = here.stream()
                .filter(each -> each.methods().contains(exchange.method()))
                .findFirst()
                .orElse(null);
        if (route == null) {
            throw here.isEmpty() ? new Refused(404, "nothing is here") : wrongMethod(exchange, here);
        }
        if (!route.open()
                && !exchange.path().equals("/healthz")
                && !exchange.path().startsWith(ProtectedResource.METADATA)) {
            exchange.enter(gate.team(exchange));
        }
        route.door().serve(exchange);
    }

    private static Refused wrongMethod(Exchange exchange, List<Route> here) {
        List<String> methods = here.stream()
                .flatMap(route -> route.methods().stream())
                .distinct()
                .sorted()
                .toList();
        exchange.set("Allow", String.join(", ", methods));
        return new Refused(405, "this takes " + String.join(", ", methods));
    }

    private final class Front extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            // A tool may think longer than a connection may be silent.
            request.addIdleTimeoutListener(_ -> false);
            Exchange exchange = new Exchange(request, response);
            try {
                try {
                    serve(exchange);
                } catch (Refused refused) {
                    exchange.answer(refused.status(), McpDoor.error(refused));
                }
                callback.succeeded();
            } catch (IOException gone) {
                callback.failed(gone);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                callback.failed(e);
            }
            return true;
        }
    }
}
