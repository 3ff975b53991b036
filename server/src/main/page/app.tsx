// The map inside a chat, as an MCP App: the page's own views, asked for through the host that shows them.

import { render } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { back, followLinks, say, stepsBack, useAddress, type View } from "./address";
import { ClusterView } from "./cluster";
import { palette } from "./color";
import { Host, HostSource, said, type Context, type ToolAnswer } from "./host";
import { Failed, Waiting } from "./pieces";
import { RunView } from "./run";
import { TraceView } from "./trace";

/** In a conversation the map is one thing among others; what is longer scrolls. */
const TALLEST = 760;

/** What the call that opened the map came to. */
type Opened = { run: string; url?: string } | { failed: string };

const host = new Host();
const source = new HostSource(host);
let tell: (opened: Opened) => void;
const opened = new Promise<Opened>((done) => (tell = done));

function App() {
  const { at } = useAddress();
  const [call, setCall] = useState<Opened>();
  const dark = useDark();
  const colors = useMemo(() => palette(dark), [dark]);
  useEffect(() => void opened.then(setCall), []);
  const home = call && "run" in call ? call : undefined;
  return (
    <>
      <header class="chat-top">
        {stepsBack() > 0 ? <button type="button" onClick={back}>← Back</button> : <strong>Tracemap</strong>}
        {home && host.can.message && <Ask about={subject(at, home.run)} />}
        {home?.url && host.can.openLinks && (
          <button type="button" onClick={() => void host.request("ui/open-link", { url: home.url! }).catch(() => undefined)}>Open the page</button>
        )}
      </header>
      {call && "failed" in call ? <Failed why={call.failed} first />
        : !home ? <Waiting what="Drawing the map" />
        : at.view === "cluster" ? <ClusterView source={source} run={at.run} cluster={at.cluster} palette={colors} />
        : at.view === "trace" ? <TraceView source={source} trace={at.trace} />
        : <RunView source={source} run={(at.view === "run" && at.run) || home.run} palette={colors} />}
    </>
  );
}

/** Puts a question into the chat. It names plain ids only: a title may quote a trace, and must not speak for the user. */
function Ask({ about }: { about: string }) {
  const field = useRef<HTMLInputElement>(null);
  const [status, setStatus] = useState("");
  const ask = async () => {
    const question = field.current!.value.trim() || "What is in it, and what stands out?";
    try {
      const answer = (await host.request("ui/message", {
        role: "user",
        content: [{ type: "text", text: `About ${about}: ${question}` }],
      })) as { isError?: boolean };
      setStatus(answer.isError ? "The chat did not take the question" : "Asked");
      if (!answer.isError) field.current!.value = "";
    } catch (error) {
      setStatus(error instanceof Error ? error.message : String(error));
    }
  };
  // No form: where a frame may not submit forms, nothing would happen.
  return (
    <div class="chat-ask" role="group" aria-label="Ask in the chat">
      <input ref={field} maxLength={500} aria-label={"Ask about " + about} placeholder={"Ask about " + about} autocomplete="off"
        onInput={() => setStatus("")} onKeyDown={(event) => event.key === "Enter" && void ask()} />
      <button type="button" class="primary" onClick={() => void ask()}>Ask</button>
      <span class="chat-said" role="status">{status}</span>
    </div>
  );
}

function subject(at: View, home: string): string {
  switch (at.view) {
    case "cluster":
      return `cluster ${at.cluster} of run ${at.run}`;
    case "trace":
      return /^[\w.:-]{1,80}$/.test(at.trace) ? `trace ${at.trace}` : "the trace shown";
    case "run":
      return `run ${at.run ?? home}`;
    default:
      return `run ${home}`;
  }
}

function useDark(): boolean {
  const system = useMemo(() => matchMedia("(prefers-color-scheme: dark)"), []);
  const [theme, setTheme] = useState(host.context.theme);
  useEffect(() => {
    changed = () => setTheme(host.context.theme);
    changed();
  }, []);
  return (theme ?? (system.matches ? "dark" : "light")) === "dark";
}

let changed: () => void = () => undefined;

function wear(context: Context) {
  host.context = { ...host.context, ...context };
  const root = document.documentElement;
  if (host.context.theme) root.dataset.theme = host.context.theme;
  const font = host.context.styles?.variables?.["--font-sans"];
  if (font) root.style.setProperty("--font-sans", font);
  changed();
}

function tellSize() {
  let last = 0;
  const measure = () => {
    const height = Math.min(TALLEST, Math.ceil(document.body.getBoundingClientRect().height));
    if (height !== last) host.notify("ui/notifications/size-changed", { height });
    last = height;
  };
  new ResizeObserver(measure).observe(document.body);
}

host.on("ui/notifications/host-context-changed", (params) => wear(params as Context));
host.on("ui/notifications/tool-input", (params) => {
  const color = (params as { arguments?: { color_by?: string } }).arguments?.color_by;
  if (color && color !== "cluster") say({ color });
});
host.on("ui/notifications/tool-cancelled", () => tell({ failed: "The call was cancelled." }));
host.on("ui/notifications/tool-result", (params) => {
  const answer = params as ToolAnswer;
  const run = (answer.structuredContent as { run?: { run_id?: string; url?: string } } | undefined)?.run;
  tell(run?.run_id && !answer.isError ? { run: run.run_id, ...(run.url ? { url: run.url } : {}) } : { failed: said(answer) || "the call brought no run" });
});

void host.connect().then(() => {
  wear(host.context);
  const target = document.getElementById("page")!;
  target.textContent = "";
  followLinks();
  render(<App />, target);
  tellSize();
});

