// Where the page's facts come from. Figures are asked of the very tools that agents call, so that both see the same.

import { decode, type Points } from "./points";

export interface Run {
  run_id: string;
  status: "queued" | "running" | "complete" | "failed" | "cancelled";
  level: string;
  job?: string;
  window_start: string;
  window_end: string;
  items?: number;
  clusters?: number;
  noise?: number;
  seconds?: number;
  stage?: string;
  stage_done?: number;
  error?: string;
  warnings?: string[];
}

export interface Cluster {
  cluster_id: number;
  title: string;
  description: string;
  items: number;
  share: number;
  avg_cost_usd?: number;
  total_cost_usd?: number;
  items_without_cost?: number;
  avg_latency_s?: number;
  p95_latency_s?: number;
  avg_input_tokens?: number;
  avg_output_tokens?: number;
  error_rate: number;
  tool_error_rate?: number;
  concern?: number;
  /** `- id: title` */
  typical?: string[];
}

/** Several clusters that belong together. */
export interface Group {
  node_id: string;
  parent_id?: string;
  title: string;
  description: string;
  items: number;
  clusters: number[];
}

export interface Member {
  trace_id: string;
  item_id?: string;
  title: string;
  timestamp: string;
  probability?: number;
  second_cluster_id?: number;
}

export interface Finding {
  kind: string;
  severity: number;
  text: string;
  lines: string[];
}

export interface RareRow {
  items: number;
  reason: string;
  severity: number;
  isolation: number;
  trace_id: string;
  title: string;
}

export interface FindingShare {
  kind: string;
  severity: number;
  items: number;
  share: number;
  elsewhere: number;
}

export interface ClusterDetail {
  title: string;
  description: string;
  metrics: Cluster;
  /** `- edit 3, rename: …` */
  edits?: string[];
  drivers?: string[];
  /** `- thumbs: 62% good (95% interval 50-73%, n 64, …)` */
  outcomes?: string[];
  scores?: string[];
  tool_sequences: { tools: string; items: number }[];
  findings?: FindingShare[];
  members: Member[];
  next_cursor?: string;
}

export interface Note {
  text: string;
  lines: string[];
}

export interface Span {
  name: string;
  kind: "generation" | "operation" | "embedding";
  depth: number;
  offset_s: number;
  seconds?: number;
  cost_usd?: number;
  model?: string;
  input_tokens?: number;
  output_tokens?: number;
  error?: string;
}

export interface TraceView {
  trace_id: string;
  name: string;
  session_id?: string;
  start: string;
  seconds: number;
  summary: { title: string; flow: string; bullets: Note[]; notes: Note[] };
  findings?: Finding[];
  lines: string[];
  total_lines: number;
  spans: Span[];
  clusters: { run_id: string; level: string; item_id: string; cluster_id: number; title: string }[];
}

export interface Figures {
  start: string;
  latency_s?: number;
  cost_usd?: number;
  input_tokens?: number;
  output_tokens?: number;
  error: boolean;
  turns: number;
  tool_calls: number;
  tool_errors: number;
  retries: number;
}

export interface Item {
  index: number;
  item_id: string;
  trace_id: string;
  cluster_id: number;
  title: string;
  timestamp: string;
}

export interface Found {
  trace_id: string;
  title: string;
  timestamp: string;
  events: number;
  cost_usd?: number;
  latency_s?: number;
  error: boolean;
  model?: string;
}

/** A cluster that goes on from one run to another. */
export interface Continued {
  before_id: number;
  after_id: number;
  title: string;
  items_before: number;
  items_after: number;
  share: number;
  share_change: number;
  avg_cost_usd?: number;
  avg_cost_usd_change?: number;
  avg_latency_s?: number;
  avg_latency_s_change?: number;
  error_rate: number;
  error_rate_change: number;
}

export interface Comparison {
  before: Run;
  after: Run;
  common_items: number;
  new: Cluster[];
  gone: Cluster[];
  grown: Continued[];
  shrunk: Continued[];
  steady: Continued[];
  split?: { before: string; after: string[] }[];
  merged?: { before: string[]; after: string }[];
  more?: string;
}

export interface Job {
  job_id: string;
  name: string;
  level: string;
  lookback_days?: number;
  schedule: string;
  enabled: boolean;
  next_turn?: string;
  last_turn?: string;
  default?: boolean;
  last_run_id?: string;
  last_run_status?: string;
  /** When asked for one job. */
  inputs?: JobInputs;
}

/** Those that the page can change. */
export interface JobInputs {
  level: string;
  lookback_days?: number;
  from?: string;
  max_samples: number | "all";
  clustering_method: string;
  meaning?: string;
  filters?: Filter[];
}

export interface Filter {
  property: string;
  operator: string;
  value?: string | number | boolean | (string | number)[];
}

/** What the server says instead of an answer; written for whoever asked. */
export class Advice extends Error {}

/** Everything a view may ask. */
export interface Source {
  /** Whether runs can be started and traces read. */
  live: boolean;
  /** Whether traces can be opened. */
  traces: boolean;
  /** Whether clusters can be renamed here. In a chat one asks for it. */
  edits: boolean;
  tool<T>(name: string, args: object): Promise<T>;
  ask<T>(name: string, query: Record<string, string>): Promise<T>;
  points(runId: string): Promise<Points>;
}

const REVISION = "2026-07-28";
const META = "io.modelcontextprotocol/";

/** A server that wants a token. */
export class TokenWanted extends Advice {}

const TOKEN = "token";

export class ServerSource implements Source {
  live = true;
  traces = true;
  edits = true;
  private asked = 0;

  /** Kept until the window is closed. */
  static use(token: string) {
    sessionStorage.setItem(TOKEN, token);
  }

  private known(): Record<string, string> {
    const token = sessionStorage.getItem(TOKEN);
    return token ? { Authorization: "Bearer " + token } : {};
  }

  async tool<T>(name: string, args: object): Promise<T> {
    const response = await fetch("/mcp", {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        Accept: "application/json",
        "MCP-Protocol-Version": REVISION,
        "Mcp-Method": "tools/call",
        "Mcp-Name": name,
        ...this.known(),
      },
      body: JSON.stringify({
        jsonrpc: "2.0",
        id: ++this.asked,
        method: "tools/call",
        params: {
          name,
          arguments: args,
          _meta: {
            [META + "protocolVersion"]: REVISION,
            [META + "clientInfo"]: { name: "tracemap-page", version: "1" },
            [META + "clientCapabilities"]: {},
          },
        },
      }),
    });
    if (response.status === 401) throw new TokenWanted("this server asks for a token");
    const answer = await response.json();
    if (answer.error) throw new Advice(answer.error.message);
    if (answer.result.isError) throw new Advice(answer.result.content[0].text);
    return answer.result.structuredContent as T;
  }

  async ask<T>(name: string, query: Record<string, string>): Promise<T> {
    // A selection may name more items than an address holds.
    return (await (name === "drivers" ? this.post(name, query) : this.get(name, query))).json();
  }

  async points(runId: string): Promise<Points> {
    return decode(await (await this.get("points", { run_id: runId })).arrayBuffer());
  }

  private get(name: string, query: Record<string, string>): Promise<Response> {
    return this.read(fetch("/api/" + name + "?" + new URLSearchParams(query), { headers: this.known() }));
  }

  private post(name: string, query: Record<string, string>): Promise<Response> {
    const headers = { ...this.known(), "Content-Type": "application/json" };
    return this.read(fetch("/api/" + name, { method: "POST", headers, body: JSON.stringify(query) }));
  }

  private async read(asked: Promise<Response>): Promise<Response> {
    const response = await asked;
    if (response.status === 401) throw new TokenWanted("this server asks for a token");
    if (!response.ok) {
      const refused = await response.json().catch(() => ({}));
      throw new Advice(refused.error?.message ?? "the server answered " + response.status);
    }
    return response;
  }
}

/** Pages through an answer until everything is there. */
export async function clustersOf(source: Source, runId?: string): Promise<{ run: Run; clusters: Cluster[] }> {
  const clusters: Cluster[] = [];
  let cursor: string | undefined;
  let run: Run;
  do {
    const page: { run: Run; clusters: Cluster[]; next_cursor?: string } = await source.tool("get_clusters", {
      ...(runId ? { run_id: runId } : {}),
      ...(cursor ? { cursor } : {}),
      response_format: "detailed",
      limit: 100,
    });
    run = page.run;
    clusters.push(...page.clusters);
    cursor = page.next_cursor;
  } while (cursor && clusters.length < 5000);
  return { run, clusters };
}
