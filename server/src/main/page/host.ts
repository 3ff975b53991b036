// The host of a chat in which the map is shown: JSON-RPC over postMessage, as MCP Apps (2026-01-26) lays down.

import { Advice, type Source, type TraceView } from "./source";
import { blocks, type Points } from "./points";

const REVISION = "2026-01-26";
/** Points a call asks for, about 110 kB as text: hosts bound what passes through them. */
const POINTS_A_CALL = 5_000;

export interface Context {
  theme?: "light" | "dark";
  styles?: { variables?: Record<string, string | undefined> };
}

interface Capabilities {
  message?: object;
  openLinks?: object;
}

export interface ToolAnswer {
  isError?: boolean;
  content?: { type: string; text?: string }[];
  structuredContent?: unknown;
}

type Notice = (params: unknown) => void;

interface Frame {
  id?: number | string;
  method?: string;
  params?: unknown;
  result?: unknown;
  error?: { message: string };
}

export class Host {
  context: Context = {};
  can: Capabilities = {};
  private asked = 0;
  private readonly waiting = new Map<number, { done: (result: unknown) => void; failed: (error: Error) => void }>();
  private readonly notices = new Map<string, Notice>();

  /** Says hello; what is to be heard must be named before. */
  async connect(): Promise<void> {
    addEventListener("message", (event) => {
      if (event.source === parent && (event.data as { jsonrpc?: string } | null)?.jsonrpc === "2.0") this.receive(event.data as Frame);
    });
    const met = (await this.request("ui/initialize", {
      protocolVersion: REVISION,
      appInfo: { name: "tracemap", title: "Tracemap", version: "1" },
      appCapabilities: { availableDisplayModes: ["inline", "fullscreen"] },
    })) as { hostContext?: Context; hostCapabilities?: Capabilities };
    this.context = met.hostContext ?? {};
    this.can = met.hostCapabilities ?? {};
    this.notify("ui/notifications/initialized", {});
  }

  on(notification: string, notice: Notice) {
    this.notices.set(notification, notice);
  }

  request(method: string, params: object): Promise<unknown> {
    const id = ++this.asked;
    return new Promise((done, failed) => {
      this.waiting.set(id, { done, failed });
      this.post({ id, method, params });
    });
  }

  notify(method: string, params: object) {
    this.post({ method, params });
  }

  private receive(frame: Frame) {
    if (frame.method === undefined) {
      const question = this.waiting.get(Number(frame.id));
      this.waiting.delete(Number(frame.id));
      if (frame.error) question?.failed(new Advice(frame.error.message));
      else question?.done(frame.result);
    } else if (frame.id === undefined) {
      this.notices.get(frame.method)?.(frame.params);
    } else if (frame.method === "ping" || frame.method === "ui/resource-teardown") {
      // Nothing is kept here that could be lost.
      this.post({ id: frame.id, result: {} });
    } else {
      this.post({ id: frame.id, error: { code: -32601, message: "not known here: " + frame.method } });
    }
  }

  /** To whoever embeds us: the origin of a host is not known beforehand. */
  private post(frame: object) {
    parent.postMessage({ jsonrpc: "2.0", ...frame }, "*");
  }
}

/** The server behind the host, asked through its tools only. */
export class HostSource implements Source {
  live = true;
  traces = true;
  edits = false;
  private kept: { run: string; points: Promise<Points> } | undefined;

  constructor(private readonly host: Host) {}

  async tool<T>(name: string, args: object): Promise<T> {
    const answer = (await this.host.request("tools/call", { name, arguments: args })) as ToolAnswer;
    if (answer.isError) throw new Advice(said(answer));
    if (!answer.structuredContent) throw new Advice("the host passed on an answer without its figures");
    return answer.structuredContent as T;
  }

  async ask<T>(name: string, query: Record<string, string>): Promise<T> {
    if (name === "trace") return (await this.trace(query.trace_id!)) as T;
    const { indexes, cluster_id, ...rest } = query;
    return this.tool<T>("map_data", {
      of: name,
      ...rest,
      ...(indexes === undefined ? {} : { indexes: indexes.split(",").map(Number) }),
      ...(cluster_id === undefined ? {} : { cluster_id: Number(cluster_id) }),
    });
  }

  /** Those of the last run are kept: they are asked for by every view. */
  points(run: string): Promise<Points> {
    if (this.kept?.run !== run) {
      const points = this.fetched(run);
      this.kept = { run, points };
      points.catch(() => (this.kept = undefined));
    }
    return this.kept.points;
  }

  private async fetched(run: string): Promise<Points> {
    const parts: Uint8Array[] = [];
    type Page = { items: number; block: string; block_items: number; time: [number, number]; models: string[] };
    let page: Page;
    let from = 0;
    do {
      page = await this.tool<Page>("map_data", { of: "points", run_id: run, from, limit: POINTS_A_CALL });
      parts.push(Uint8Array.from(atob(page.block), (c) => c.charCodeAt(0)));
      from += page.block_items;
    } while (from < page.items);
    const all = new Uint8Array(parts.reduce((n, part) => n + part.length, 0));
    parts.reduce((at, part) => (all.set(part, at), at + part.length), 0);
    return blocks(page, all);
  }

  /** Page by page, as far as a view holds. */
  private async trace(id: string): Promise<TraceView> {
    const most = 10_000;
    const view = await this.tool<TraceView>("map_data", { of: "trace", trace_id: id, from: 0 });
    while (view.lines.length < Math.min(most, view.total_lines)) {
      const next = await this.tool<TraceView>("map_data", { of: "trace", trace_id: id, from: view.lines.length });
      if (next.lines.length === 0) break;
      view.lines.push(...next.lines);
    }
    return view;
  }
}

export const said = (answer: ToolAnswer) => (answer.content ?? []).map((block) => block.text ?? "").join("\n");
