package dev.tracemap.ingest.convert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.trace.Event;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One call of a model in one record, as gateways and programs of one's own log it: what was asked, what came back, and
/// perhaps what it took. There is no standard for it, so each thing goes by the names it is usually given, in any
/// spelling: `created_at`, `createdAt` and `Created At` are one.
///
/// What was asked may be text, messages, or a request body; what came back text, a message, or a response body.
final class LoggedCall {
    private static final String[] ASKED = {
        "messages", "prompt", "question", "query", "input", "inputs", "userinput", "usermessage", "userprompt"
    };
    /// What was asked itself, or the body of a request, which holds one of [#ASKED] or [#GEMINI].
    private static final String[] REQUESTS = {"request", "requestbody"};

    private static final String GEMINI = "contents";
    /// What to do with the input, where it stands apart.
    private static final String INSTRUCTION = "instruction";

    private static final String[] ANSWERED = {
        "response",
        "responsebody",
        "completion",
        "answer",
        "reply",
        "output",
        "outputs",
        "assistantmessage",
        "botresponse",
        "modelresponse",
        "modeloutput"
    };
    /// A record with one of these is a step of something larger, and would be torn from it here.
    private static final Set<String> OF_A_STEP =
            Set.of("traceid", "spanid", "parentid", "parentrunid", "parentobservationid");

    private static final String[] IDS = {"id", "requestid", "callid", "logid"};
    private static final String[] SESSIONS = {"sessionid", "conversationid", "threadid", "chatid"};
    private static final String[] USERS = {"userid", "user", "enduser", "distinctid"};
    private static final String[] SYSTEMS = {"system", "systemprompt", "systemmessage"};
    private static final String[] MODELS = {"model", "modelname", "modelid"};
    private static final String[] STARTS = {"starttime", "timestamp", "createdat", "created", "date", "datetime"};
    private static final String[] ENDS = {"endtime", "completedat"};
    private static final String[] MILLIS = {"latencyms", "durationms", "responsetimems"};
    private static final String[] SECONDS = {"latencys", "latencyseconds", "durations", "durationseconds"};
    private static final String[] USAGES = {"usage", "usagemetadata"};
    private static final String[] INPUT_TOKENS = {
        "prompttokens", "inputtokens", "tokensin", "prompttokencount", "inputtokencount"
    };
    private static final String[] OUTPUT_TOKENS = {
        "completiontokens", "outputtokens", "tokensout", "candidatestokencount", "outputtokencount"
    };
    private static final String[] COSTS = {"totalcost", "totalcostusd", "costusd", "cost", "spend"};
    private static final String[] ERRORS = {"error", "errormessage", "exception"};
    /// What programs write where there was no error.
    private static final Set<String> NO_ERROR = Set.of("none", "null", "nan", "no", "false", "0");

    private static final String[] STATUSES = {"statuscode", "httpstatus", "status", "outcome"};
    private static final Set<String> FAILED = Set.of("error", "failed", "failure");
    private static final int FIRST_ERROR_STATUS = 400;
    private static final int DIGITS_OF_A_COUNT = 9;

    private final LooseRecord record;
    private final String id;
    private final JsonNode request;
    private final JsonNode answered;
    private final JsonNode asked;

    private LoggedCall(ObjectNode record) {
        this.record = new LooseRecord(record);
        this.id = id(this.record.text(IDS), record);
        this.request = this.record.glance(REQUESTS);
        this.answered = this.record.value(ANSWERED);
        this.asked = asked();
    }

    /// Whether a record with these fields is taken for one.
    static boolean isOne(Collection<String> fields) {
        Set<String> names = fields.stream().map(LooseRecord::plain).collect(Collectors.toSet());
        return Stream.of(ASKED, REQUESTS, new String[] {INSTRUCTION})
                        .flatMap(Arrays::stream)
                        .anyMatch(names::contains)
                && Arrays.stream(ANSWERED).anyMatch(names::contains)
                && OF_A_STEP.stream().noneMatch(names::contains);
    }

    /// A call and the trace that consists of it.
    ///
    /// @throws DateTimeException when something that should be a time is none
    static Conversion convert(ObjectNode record, Origin origin) {
        LoggedCall call = new LoggedCall(record);
        return call.asked.isMissingNode()
                ? Conversion.rejected("nothing was asked: there is nothing in \"" + String.join("\", \"", ASKED)
                        + "\" or \"" + String.join("\", \"", REQUESTS) + "\"")
                : Conversion.of(call.events(origin));
    }

    private List<Event> events(Origin origin) {
        Instant start = start();
        Double latency = latency(start);
        Instant end = end(start, latency, origin);
        String session = record.text(SESSIONS);
        String given = record.text(USERS);
        String user = given == null ? "" : given;
        JsonNode input = said("user", asked);
        JsonNode output = said("assistant", answered);
        JsonNode error = error();
        String uuid = Draft.uuid("call", id, "generation");
        Draft call = new Draft(Event.GENERATION, id)
                .put("$ai_session_id", session)
                .put("$ai_span_id", uuid)
                .put("$ai_parent_id", id)
                .put("$ai_span_name", "call")
                .put("$ai_model", model())
                .put("$ai_provider", record.text("provider"))
                .put("$ai_input", withSystem(input))
                .put("$ai_output_choices", output)
                .put("$ai_tools", request.has("tools") ? request.get("tools") : record.value("tools"))
                .put("$ai_input_tokens", tokens(INPUT_TOKENS))
                .put("$ai_output_tokens", tokens(OUTPUT_TOKENS))
                .put("$ai_total_cost_usd", record.number(COSTS))
                .error(error != null, error)
                .put("$ai_latency", latency);
        Draft trace = new Draft(Event.TRACE, id)
                .put("$ai_session_id", session)
                .put("$ai_span_name", record.text("name"))
                .put("$ai_input_state", input)
                .put("$ai_output_state", output)
                .put("$ai_latency", latency);
        record.addRest(trace);
        return List.of(
                call.build(origin, uuid, end, user), trace.build(origin, Draft.uuid("call", id, "trace"), end, user));
    }

    /// A short number counts the rows of its file, and another file has the same.
    private static String id(@Nullable String given, ObjectNode record) {
        boolean counts = given != null
                && given.length() <= DIGITS_OF_A_COUNT
                && given.chars().allMatch(Character::isDigit);
        return given == null || counts ? Draft.uuid("call", record.toString()) : given;
    }

    private JsonNode asked() {
        JsonNode instruction = record.glance(INSTRUCTION);
        JsonNode input = record.value(ASKED);
        if (input.isMissingNode()) {
            return instruction.isMissingNode() ? inRequest() : record.value(INSTRUCTION);
        }
        return instruction.isTextual() && input.isTextual()
                ? Json.NODES.textNode(record.value(INSTRUCTION).textValue() + "\n\n" + input.textValue())
                : input;
    }

    /// Messages are left in the request, beside what else says how they are meant. Logs of web servers have requests
    /// too, which are answered by a number.
    private JsonNode inRequest() {
        boolean itself =
                request.has("messages") || request.has(GEMINI) || (request.isTextual() && !answered.isNumber());
        return itself ? record.value(REQUESTS) : inside(request).value(ASKED);
    }

    private static LooseRecord inside(JsonNode value) {
        return new LooseRecord(value instanceof ObjectNode object ? object : Json.object());
    }

    private @Nullable Instant start() {
        Instant start = record.time(STARTS);
        return start == null ? inside(answered).time(STARTS) : start;
    }

    private Instant end(@Nullable Instant start, @Nullable Double latency, Origin origin) {
        if (start != null) {
            return start.plusNanos(latency == null ? 0 : Math.round(latency * 1e9));
        }
        Instant end = record.time(ENDS);
        return end == null ? origin.time() : end;
    }

    /// In seconds; unknown is not 0.
    private @Nullable Double latency(@Nullable Instant start) {
        Instant end = record.time(ENDS);
        if (start != null && end != null && !end.isBefore(start)) {
            return Duration.between(start, end).toNanos() / 1e9;
        }
        Double millis = record.number(MILLIS);
        Double seconds = millis == null ? record.number(SECONDS) : Double.valueOf(millis / 1000);
        return seconds == null || seconds < 0 ? null : seconds;
    }

    private @Nullable String model() {
        String model = record.text(MODELS);
        model = model == null ? inside(answered).text(MODELS) : model;
        return model == null ? inside(request).text(MODELS) : model;
    }

    /// In the record itself, in its `usage`, or in that of the response.
    private @Nullable Long tokens(String[] names) {
        return Stream.of(
                        record,
                        inside(record.glance(USAGES)),
                        inside(inside(answered).value(USAGES)))
                .map(each -> each.number(names))
                .flatMap(Stream::ofNullable)
                .findFirst()
                .map(Double::longValue)
                .orElse(null);
    }

    private @Nullable JsonNode error() {
        JsonNode error = record.value(ERRORS);
        if (!error.isMissingNode() && !NO_ERROR.contains(error.asText().toLowerCase(Locale.ROOT))) {
            return error;
        }
        String status = record.glance(STATUSES).asText();
        BigDecimal code = LooseRecord.decimal(status);
        boolean failed =
                code != null ? code.intValue() >= FIRST_ERROR_STATUS : FAILED.contains(status.toLowerCase(Locale.ROOT));
        return failed ? Json.NODES.textNode("status " + status) : null;
    }

    /// Text as the message it was, also where it stands alone in an object; everything else is told apart by whoever
    /// reads the event.
    private static JsonNode said(String role, JsonNode value) {
        if (value.isMissingNode()) {
            return Json.NODES.arrayNode();
        }
        JsonNode text = value.isObject() && value.size() == 1 ? value.iterator().next() : value;
        return text.isValueNode()
                ? Json.NODES.arrayNode().add(Json.object().put("role", role).put("content", text.asText()))
                : value;
    }

    private JsonNode withSystem(JsonNode input) {
        JsonNode system = input.isArray() ? record.value(SYSTEMS) : Json.NODES.missingNode();
        if (system.isMissingNode()) {
            return input;
        }
        ArrayNode all = Json.NODES.arrayNode();
        all.addObject().put("role", "system").set("content", system);
        input.forEach(all::add);
        return all;
    }
}
