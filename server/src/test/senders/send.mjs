// Sends one conversation by each of the clients that people use, with only the address changed.
import { SpanStatusCode } from "@opentelemetry/api";
import { BasicTracerProvider, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { OTLPTraceExporter as Json } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as Protobuf } from "@opentelemetry/exporter-trace-otlp-proto";
import { OpenAI } from "@posthog/ai/openai";
import { Langfuse } from "langfuse";
import { createServer } from "node:http";
import { PostHog } from "posthog-node";

const host = process.argv[2];
const traces = {};

async function opentelemetry(name, exporter) {
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const span = provider.getTracer("shop").startSpan("chat gpt-4.1");
  span.setAttributes({
    "gen_ai.operation.name": "chat",
    "gen_ai.request.model": "gpt-4.1",
    "gen_ai.usage.input_tokens": 12,
    "gen_ai.input.messages": JSON.stringify([{ role: "user", parts: [{ type: "text", content: `asked by ${name}` }] }]),
    "gen_ai.output.messages": JSON.stringify([
      { role: "assistant", parts: [{ type: "text", content: `told ${name}` }], finish_reason: "stop" },
    ]),
  });
  span.setStatus({ code: SpanStatusCode.OK });
  span.end();
  traces[name] = span.spanContext().traceId;
  await provider.forceFlush();
  await provider.shutdown();
}

async function posthog() {
  const client = new PostHog("phc_shop", { host, flushAt: 1 });
  traces["posthog"] = "posthog-trace";
  client.capture({
    distinctId: "ann",
    event: "$ai_generation",
    properties: {
      $ai_trace_id: "posthog-trace",
      $ai_model: "gpt-4.1",
      $ai_input: [{ role: "user", content: "asked by posthog" }],
      $ai_output_choices: [{ role: "assistant", content: "told posthog" }],
    },
  });
  await client.shutdown();
}

async function posthogInFull() {
  const client = new PostHog("phc_shop", { host, flushAt: 1, enableFullAiCapture: true });
  traces["posthog-full"] = "posthog-full-trace";
  client.captureAi({
    distinctId: "ann",
    event: "$ai_generation",
    properties: {
      $ai_trace_id: "posthog-full-trace",
      $ai_model: "gpt-4.1",
      $ai_input: [{ role: "user", content: "asked by posthog-full" }],
      $ai_output_choices: [{ role: "assistant", content: "told posthog-full" }],
    },
  });
  await client.shutdown();
}

async function posthogAi() {
  const model = createServer((request, response) => {
    request.resume();
    response.setHeader("content-type", "application/json");
    response.end(
      JSON.stringify({
        id: "1",
        object: "chat.completion",
        model: "gpt-4.1",
        choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", content: "told posthog-ai" } }],
        usage: { prompt_tokens: 7, completion_tokens: 2, total_tokens: 9 },
      }),
    );
  });
  await new Promise((listening) => model.listen(0, "127.0.0.1", listening));
  const client = new PostHog("phc_shop", { host, flushAt: 1 });
  const openai = new OpenAI({
    apiKey: "none",
    baseURL: `http://127.0.0.1:${model.address().port}/v1`,
    posthog: client,
  });
  traces["posthog-ai"] = "posthog-ai-trace";
  await openai.chat.completions.create({
    model: "gpt-4.1",
    messages: [{ role: "user", content: "asked by posthog-ai" }],
    posthogDistinctId: "ann",
    posthogTraceId: "posthog-ai-trace",
  });
  await client.shutdown();
  model.closeAllConnections();
  model.close();
}

async function langfuse() {
  const client = new Langfuse({ publicKey: "pk", secretKey: "sk", baseUrl: host });
  const trace = client.trace({ id: "langfuse-trace", name: "ask", userId: "ann" });
  traces["langfuse"] = "langfuse-trace";
  trace
    .generation({ name: "call", model: "gpt-4.1", input: [{ role: "user", content: "asked by langfuse" }] })
    .end({ output: { role: "assistant", content: "told langfuse" }, usage: { input: 7, output: 2 } });
  await client.shutdownAsync();
}

await opentelemetry("otel-json", new Json({ url: `${host}/v1/traces` }));
await opentelemetry("otel-protobuf", new Protobuf({ url: `${host}/v1/traces` }));
await posthog();
await posthogInFull();
await posthogAi();
await langfuse();
console.log(`SENT ${JSON.stringify(traces)}`);
