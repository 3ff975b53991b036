package dev.tracemap.server;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.tools.Call;
import dev.tracemap.tools.Tool;
import dev.tracemap.tools.ToolResult;
import java.util.List;
import java.util.Optional;

/// A small catalogue whose tools show how calls of every kind end.
public final class SampleTools {
    /// What a tool that waits says on standard error.
    public static final String WAITING = "a tool waits";

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    public static final List<Tool> ALL = List.of(
            tool("echo", Tool.Behaviour.READ, SampleTools::echo, "text"),
            tool("chatter", Tool.Behaviour.READ, SampleTools::chatter),
            tool("fail", Tool.Behaviour.READ, SampleTools::fail),
            tool("wait", Tool.Behaviour.READ, SampleTools::await, "text"),
            tool("start", new Tool.Behaviour(false, false, false), SampleTools::await, "text"));

    private SampleTools() {}

    public static Optional<Tool> find(String name) {
        return ALL.stream().filter(tool -> tool.name().equals(name)).findFirst();
    }

    private static Tool tool(String name, Tool.Behaviour behaviour, Tool.Body body, String... required) {
        ObjectNode input = NODES.objectNode().put("type", "object");
        ObjectNode properties = input.putObject("properties");
        for (String argument : required) {
            properties.putObject(argument).put("type", "string");
        }
        properties.putObject("times").put("type", "integer");
        for (String argument : required) {
            input.withArray("required").add(argument);
        }
        input.put("additionalProperties", false);
        ObjectNode output = NODES.objectNode().put("type", "object");
        return new Tool(name, name, "The tool " + name, input, output, behaviour, body);
    }

    private static ToolResult answer(String text) {
        return new ToolResult.Answer(
                text,
                NODES.objectNode()
                        .put("said", text)
                        .put("pid", ProcessHandle.current().pid()));
    }

    private static ToolResult echo(ObjectNode arguments, Call call) {
        return answer(arguments.get("text").textValue());
    }

    private static ToolResult chatter(ObjectNode arguments, Call call) {
        System.out.println("a stray print");
        for (int step = 1; step <= 3; step++) {
            call.progress(step / 3.0, "step " + step);
            pause(120);
        }
        return answer("half a pair: \ud800");
    }

    private static ToolResult fail(ObjectNode arguments, Call call) {
        throw new IllegalStateException("secret of the stack trace");
    }

    /// Waits for ten seconds or until it is abandoned, and says so where a test of processes can read it.
    private static ToolResult await(ObjectNode arguments, Call call) {
        System.err.println(WAITING);
        for (int turn = 0; turn < 500; turn++) {
            if (call.abandoned()) {
                return answer("abandoned");
            }
            call.progress(turn / 500.0, "waiting");
            pause(20);
        }
        return answer("waited");
    }

    private static void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
