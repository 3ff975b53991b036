package dev.tracemap.server.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.server.mcp.Conversation;
import dev.tracemap.server.mcp.Failure;
import dev.tracemap.server.mcp.Message;
import dev.tracemap.server.mcp.Protocol;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;

/// The protocol over HTTP (Streamable HTTP).
///
/// A request of revision 2026-07-28 stands alone; which revision it is, its body says. Clients of the legacy revisions
/// open a session with `initialize`. There is no stream of notifications beside the answers, because nothing we list
/// changes: GET is refused, as the protocol allows.
final class McpDoor implements Route.Door {
    private static final int LARGEST = 10 << 20;
    private static final int MOST_SESSIONS = 1_000;
    private static final Duration SESSION_IDLE = Duration.ofMinutes(30);
    private static final int AT_ONCE = 256;
    private static final int STREAMS = 64;
    private static final long QUEUE_SECONDS = 5;
    private static final String SESSION = "Mcp-Session-Id";
    private static final String VERSION = "MCP-Protocol-Version";

    private final LongFunction<Protocol> protocols;
    private final Sessions sessions;
    private final Semaphore calls = new Semaphore(AT_ONCE, true);
    private final Semaphore streams = new Semaphore(STREAMS);

    /// @param protocols by team
    McpDoor(LongFunction<Protocol> protocols, InstantSource clock) {
        this.protocols = protocols;
        this.sessions = new Sessions(MOST_SESSIONS, SESSION_IDLE, clock);
    }

    /// How many legacy clients are remembered.
    int sessions() {
        return sessions.count();
    }

    @Override
    public void serve(Exchange exchange) throws Refused, IOException, InterruptedException {
        if (exchange.method().equals("DELETE")) {
            close(exchange);
            return;
        }
        String type = exchange.header("Content-Type").orElse("");
        if (!type.split(";", 2)[0].strip().equalsIgnoreCase("application/json")) {
            throw new Refused(415, "send one JSON-RPC message as application/json");
        }
        switch (Message.parse(exchange.body(LARGEST))) {
            case Message.Malformed(var id, var why) -> exchange.answer(400, Conversation.response(id, why));
            case Message.Request request -> {
                if (isModern(request, exchange)) {
                    alone(request, exchange);
                } else {
                    inSession(request, exchange);
                }
            }
            case Message.Notification notification -> told(notification, exchange);
            case Message.Answer answer -> told(answer, exchange);
        }
    }

    private static boolean isModern(Message.Request request, Exchange exchange) {
        return Protocol.isModern(request)
                || (exchange.header(SESSION).isEmpty()
                        && exchange.header(VERSION).equals(Optional.of(Protocol.MODERN)));
    }

    private void alone(Message.Request request, Exchange exchange) throws Refused, IOException, InterruptedException {
        Protocol protocol = protocols.apply(exchange.team());
        Optional<Failure> objection = ModernHeaders.objection(
                request, exchange::header, () -> protocol.offer().tools());
        if (objection.isPresent()) {
            exchange.answer(400, Conversation.response(request.id(), objection.get()));
            return;
        }
        Conversation conversation = new Conversation(protocol);
        try {
            carryOut(request, conversation, exchange);
        } catch (IOException gone) {
            // In this revision a client cancels by closing the connection.
            conversation.end(Duration.ZERO);
            throw gone;
        }
    }

    private void inSession(Message.Request request, Exchange exchange)
            throws Refused, IOException, InterruptedException {
        if (request.method().equals("initialize")) {
            Conversation fresh = new Conversation(protocols.apply(exchange.team()));
            exchange.set(SESSION, sessions.open(exchange.team(), fresh));
            carryOut(request, fresh, exchange);
        } else {
            carryOut(request, session(exchange), exchange);
        }
    }

    private void carryOut(Message.Request request, Conversation conversation, Exchange exchange)
            throws Refused, IOException, InterruptedException {
        boolean listens = request.method().equals("subscriptions/listen");
        Semaphore places = listens ? streams : calls;
        if (!places.tryAcquire(listens ? 0 : QUEUE_SECONDS, TimeUnit.SECONDS)) {
            exchange.set("Retry-After", "5");
            throw new Refused(503, "too many requests at once; try again in a few seconds");
        }
        try {
            PostReply reply = new PostReply();
            conversation.receive(request, reply);
            reply.deliver(exchange, response -> status(request, response));
        } finally {
            places.release();
        }
    }

    /// The modern revision repeats a few errors as a status; all others, and those of legacy sessions, are answers.
    private static int status(Message.Request request, ObjectNode response) {
        if (!Protocol.isModern(request)) {
            return 200;
        }
        return switch (response.path("error").path("code").asInt()) {
            case Failure.UNKNOWN_METHOD -> 404;
            case Failure.MISSING_CAPABILITY -> 400;
            default -> 200;
        };
    }

    /// Takes what needs no answer. A modern client has nothing to tell: what it sends is taken and forgotten.
    private void told(Message message, Exchange exchange) throws Refused {
        if (!exchange.header(VERSION).equals(Optional.of(Protocol.MODERN))) {
            session(exchange).receive(message, _ -> {});
        }
        exchange.answer(202);
    }

    private Conversation session(Exchange exchange) throws Refused {
        Optional<String> version = exchange.header(VERSION);
        if (version.isPresent() && !Protocol.LEGACY.contains(version.get())) {
            throw new Refused(
                    400,
                    "this server speaks " + String.join(", ", Protocol.LEGACY) + " in sessions and " + Protocol.MODERN
                            + " without, not the version that " + VERSION + " names");
        }
        String id = exchange.header(SESSION)
                .orElseThrow(() -> new Refused(
                        400, "open a session with initialize and send its " + SESSION + " with every request"));
        return sessions.find(exchange.team(), id)
                .orElseThrow(() -> new Refused(404, "this session is over; open another one with initialize"));
    }

    private void close(Exchange exchange) throws Refused, InterruptedException {
        session(exchange);
        Optional<Conversation> closed = exchange.header(SESSION).flatMap(sessions::close);
        if (closed.isPresent()) {
            closed.get().end(Duration.ZERO);
        }
        exchange.answer(204);
    }

    /// A refusal as JSON-RPC wants it, without the id of a request.
    static ObjectNode error(Refused refused) {
        ObjectNode message = JsonNodeFactory.instance.objectNode().put("jsonrpc", "2.0");
        message.putObject("error").put("code", -32000).put("message", refused.why());
        return message.putNull("id");
    }
}
