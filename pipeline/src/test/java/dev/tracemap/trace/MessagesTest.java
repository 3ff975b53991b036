package dev.tracemap.trace;

import static dev.tracemap.trace.TraceFixtures.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tracemap.trace.Message.Media;
import dev.tracemap.trace.Message.Part;
import dev.tracemap.trace.Message.Role;
import dev.tracemap.trace.Message.Text;
import dev.tracemap.trace.Message.Thinking;
import dev.tracemap.trace.Message.ToolCall;
import dev.tracemap.trace.Message.ToolResult;
import dev.tracemap.trace.Message.Unknown;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessagesTest {
    private static final Message ASKED = new Message(Role.USER, List.of(new Text("Weather in Oslo?")));
    private static final Message CALLED =
            new Message(Role.ASSISTANT, List.of(new ToolCall("c1", "weather", json("{'city':'Oslo'}"))));
    private static final Message ANSWERED =
            new Message(Role.TOOL, List.of(new ToolResult("c1", null, json("{'sky':'clear'}"), false)));

    /// One conversation in every dialect that carries call ids.
    @ParameterizedTest
    @ValueSource(
            strings = {
                // OpenAI chat
                """
                [{'role':'user','content':'Weather in Oslo?'},
                 {'role':'assistant','content':null,'tool_calls':[{'id':'c1','type':'function',
                   'function':{'name':'weather','arguments':'{"city": "Oslo"}'}}]},
                 {'role':'tool','tool_call_id':'c1','content':'{"sky": "clear"}'}]""",
                // OpenAI Responses
                """
                [{'type':'message','role':'user','content':[{'type':'input_text','text':'Weather in Oslo?'}]},
                 {'type':'function_call','id':'fc_9','call_id':'c1','name':'weather','arguments':'{"city": "Oslo"}'},
                 {'type':'function_call_output','call_id':'c1','output':'{"sky": "clear"}'}]""",
                // Anthropic, as a whole request
                """
                {'model':'m','messages':[{'role':'user','content':'Weather in Oslo?'},
                 {'role':'assistant','content':[{'type':'tool_use','id':'c1','name':'weather','input':{'city':'Oslo'}}]},
                 {'role':'user','content':[{'type':'tool_result','tool_use_id':'c1',
                   'content':[{'type':'text','text':'{"sky": "clear"}'}]}]}]}""",
                // LangChain, plain
                """
                [[{'type':'human','content':'Weather in Oslo?'},
                 {'type':'ai','content':'','tool_calls':[{'name':'weather','args':{'city':'Oslo'},'id':'c1'}]},
                 {'type':'tool','content':'{"sky": "clear"}','tool_call_id':'c1','status':'success'}]]""",
                // LangChain, serialised
                """
                [{'lc':1,'type':'constructor','id':['langchain','schema','messages','HumanMessage'],
                   'kwargs':{'content':'Weather in Oslo?','type':'human'}},
                 {'lc':1,'type':'constructor','id':['langchain','schema','messages','AIMessage'],
                   'kwargs':{'content':[{'type':'tool_use','id':'c1','name':'weather','input':{'city':'Oslo'}}],
                     'tool_calls':[{'name':'weather','args':{'city':'Oslo'},'id':'c1'}]}},
                 {'lc':1,'type':'constructor','id':['langchain','schema','messages','ToolMessage'],
                   'kwargs':{'content':'{"sky": "clear"}','tool_call_id':'c1'}}]""",
                // Bedrock Converse
                """
                [{'role':'user','content':[{'text':'Weather in Oslo?'}]},
                 {'role':'assistant','content':[{'toolUse':{'toolUseId':'c1','name':'weather','input':{'city':'Oslo'}}}]},
                 {'role':'user','content':[{'toolResult':{'toolUseId':'c1','content':[{'json':{'sky':'clear'}}]}}]}]""",
                // OpenTelemetry GenAI
                """
                [{'role':'user','parts':[{'type':'text','content':'Weather in Oslo?'}]},
                 {'role':'assistant','parts':[{'type':'tool_call','id':'c1','name':'weather','arguments':{'city':'Oslo'}}]},
                 {'role':'tool','parts':[{'type':'tool_call_response','id':'c1','response':'{"sky": "clear"}'}]}]""",
                // PostHog
                """
                [{'role':'user','content':'Weather in Oslo?'},
                 {'role':'assistant','content':[{'type':'function','id':'c1',
                   'function':{'name':'weather','arguments':'{"city": "Oslo"}'}}]},
                 {'role':'tool','tool_call_id':'c1','content':'{"sky": "clear"}'}]"""
            })
    void everyDialectSaysTheSame(String source) {
        assertEquals(List.of(ASKED, CALLED, ANSWERED), Messages.read(json(source), Role.USER));
        assertEquals(
                List.of(ASKED, CALLED, ANSWERED),
                Messages.read(JsonNodeFactory.instance.textNode(json(source).toString()), Role.USER));
    }

    @Test
    void vercelPartsNameTheirTools() {
        List<Message> messages = Messages.read(json("""
                [{'role':'assistant','content':[{'type':'text','text':'Looking.'},
                   {'type':'tool-call','toolCallId':'c1','toolName':'weather','input':{'city':'Oslo'}}]},
                 {'role':'tool','content':[{'type':'tool-result','toolCallId':'c1','toolName':'weather',
                   'output':{'type':'error-text','value':'timed out'}}]},
                 {'role':'assistant','parts':[{'type':'tool-weather','toolCallId':'c2','state':'output-available',
                   'input':{'city':'Rome'},'output':{'sky':'grey'}}]}]"""), Role.USER);

        assertEquals(
                List.of(
                        new Message(
                                Role.ASSISTANT,
                                List.of(new Text("Looking."), new ToolCall("c1", "weather", json("{'city':'Oslo'}")))),
                        new Message(Role.TOOL, List.of(new ToolResult("c1", "weather", json("'timed out'"), true))),
                        new Message(Role.ASSISTANT, List.of(new ToolCall("c2", "weather", json("{'city':'Rome'}")))),
                        new Message(
                                Role.TOOL, List.of(new ToolResult("c2", "weather", json("{'sky':'grey'}"), false)))),
                messages);
    }

    @Test
    void geminiPartsAreNamedByTheirField() {
        List<Message> messages = Messages.read(json("""
                {'contents':[{'role':'user','parts':[{'text':'What is this?'},
                   {'inlineData':{'mimeType':'image/png','data':'AAAAAAAA'}}]},
                 {'role':'model','parts':[{'text':'hm','thought':true},{'functionCall':{'name':'look','args':{}}}]},
                 {'role':'user','parts':[{'functionResponse':{'name':'look','response':{'ok':1}}}]}],
                 'systemInstruction':{'parts':[{'text':'Be kind.'}]}}"""), Role.USER);

        assertEquals(
                List.of(
                        new Message(Role.SYSTEM, List.of(new Text("Be kind."))),
                        new Message(Role.USER, List.of(new Text("What is this?"), new Media("image", "image/png", 6))),
                        new Message(
                                Role.ASSISTANT, List.of(new Thinking("hm"), new ToolCall(null, "look", json("{}")))),
                        new Message(Role.TOOL, List.of(new ToolResult(null, "look", json("{'ok':1}"), false)))),
                messages);
    }

    @Test
    void choicesAndCandidatesAreOpened() {
        Message hello = new Message(Role.ASSISTANT, List.of(new Text("Hello")));

        assertEquals(
                List.of(hello),
                Messages.read(
                        json("[{'index':0,'message':{'role':'assistant','content':'Hello'},'finish_reason':'stop'}]"),
                        Role.ASSISTANT));
        assertEquals(
                List.of(hello),
                Messages.read(
                        json("{'candidates':[{'content':{'role':'model','parts':[{'text':'Hello'}]}}]}"),
                        Role.ASSISTANT));
        assertEquals(List.of(hello), Messages.read(json("'Hello'"), Role.ASSISTANT));
        assertEquals(List.of(hello), Messages.read(json("[{'type':'text','text':'Hello'}]"), Role.ASSISTANT));
        assertEquals(
                List.of(hello),
                Messages.read(
                        json("{'generations':[[{'text':'Hello','message':{'type':'ai','content':'Hello'}}]]}"),
                        Role.ASSISTANT));
    }

    @Test
    void anAnswerThatIsJsonStaysText() {
        String answer = "{\"type\": \"weather\", \"content\": 3}";
        assertEquals(
                answer,
                Messages.read(JsonNodeFactory.instance.textNode(answer), Role.ASSISTANT)
                        .getFirst()
                        .text());
    }

    @Test
    void picturesKeepTypeAndSizeAndDocumentsOfTextStayReadable() {
        List<Part> parts = Messages.read(json("""
                        [{'role':'user','content':[
                          {'type':'image_url','image_url':{'url':'data:image/jpeg;base64,AAAA'}},
                          {'type':'image','source':{'type':'base64','media_type':'image/gif','data':'AAAAAAA='}},
                          {'type':'input_image','image_url':'https://example.com/a.png'},
                          {'type':'blob','mime_type':'audio/wav','content':'AAAA'},
                          {'type':'document','source':{'type':'text','media_type':'text/plain','data':'words'}}]}]"""), Role.USER).getFirst().parts();

        assertEquals(
                List.of(
                        new Media("image", "image/jpeg", 3),
                        new Media("image", "image/gif", 5),
                        new Media("image", null, -1),
                        new Media("blob", "audio/wav", 3),
                        new Text("words")),
                parts);
    }

    @Test
    void unknownBlocksAreKeptWhole() {
        List<Part> parts = Messages.read(json("[{'role':'user','content':[{'type':'hologram','depth':3}]}]"), Role.USER)
                .getFirst()
                .parts();

        assertEquals(List.of(new Unknown(json("{'type':'hologram','depth':3}"))), parts);
    }

    @Test
    void deepNestingEndsInAnUnknownBlockNotInAnOverflow() {
        ArrayNode deep = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < 50_000; i++) {
            deep = JsonNodeFactory.instance.arrayNode().add(deep);
        }
        List<Message> messages = Messages.read(deep, Role.USER);

        assertInstanceOf(Unknown.class, messages.getFirst().parts().getFirst());
    }

    @Test
    void toolDefinitionsAreReadInEveryShape() {
        ToolDefinition expected =
                new ToolDefinition("weather", List.of(new ToolDefinition.Parameter("city", "string", true)));
        String schema = "{'type':'object','properties':{'city':{'type':'string'}},'required':['city']}";
        for (String shape : List.of(
                "[{'type':'function','function':{'name':'weather','parameters':%s}}]",
                "[{'type':'function','name':'weather','parameters':%s}]",
                "[{'name':'weather','input_schema':%s}]",
                "[{'functionDeclarations':[{'name':'weather','parameters':%s}]}]",
                "[{'toolSpec':{'name':'weather','inputSchema':{'json':%s}}}]",
                "{'weather':{'description':'sky','inputSchema':{'jsonSchema':%s}}}")) {
            assertEquals(List.of(expected), Messages.tools(json(shape.formatted(schema))), shape);
        }
    }

    @Test
    void theFinishReasonIsFoundWhereTheDialectPutsIt() {
        for (String shape : List.of(
                "[{'message':{'role':'assistant','content':'x'},'finish_reason':'length'}]",
                "{'candidates':[{'content':{'parts':[]},'finishReason':'length'}]}",
                "[{'role':'assistant','parts':[],'finish_reason':'length'}]",
                "[{'lc':1,'kwargs':{'content':'x','response_metadata':{'finish_reason':'length'}}}]")) {
            assertEquals("length", Messages.finishReason(json(shape)), shape);
        }
    }
}
