// One trace: its text with numbered lines that fold, its spans on a time line, its summary, its clusters.

import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { clusterPath, href, runPath, say, tracePath, useAddress } from "./address";
import { cost, count, moment, runName, seconds, short, tokens, visible } from "./format";
import { TraceFindings } from "./findings";
import { Failed, Waiting, useAsked } from "./pieces";
import { SummaryView } from "./summary";
import type { Figures, Source, Span, TraceView as Trace } from "./source";

const FIRST_LINES = 1500;
/** Where a span begins in the text: `|-- ` or `` `-- `` behind the guides of its ancestors. */
const BRANCH = /^[| ]*[|`]-- /;

export function TraceView(props: { source: Source; trace: string }) {
  const { source, trace } = props;
  const { query } = useAddress();
  const view = useAsked(() => source.ask<Trace>("trace", { trace_id: trace }), [source, trace]);
  const told = useAsked(() => source.tool<{ figures: Figures }>("get_trace", { trace_id: trace }), [source, trace]);
  if (view.error) return <Failed why={view.error} first />;
  if (!view.value) return <Waiting what="Reading the trace" />;
  const found = view.value;
  const run = query.get("run");
  const tab = query.get("tab") === "clusters" ? "clusters" : "text";
  const line = query.get("line") ?? undefined;
  const jump = (to: string) => say({ line: to, tab: undefined });
  return (
    <main class="trace">
      <header class="headline">
        <p class="crumbs">
          <a href={href(run ? runPath(run) : "/")}>Map</a> / {visible(found.name)}
        </p>
        <h1>{visible(found.summary.title || found.name)}</h1>
        <FigureLine figures={told.value?.figures} trace={found} />
      </header>
      <div class="trace-columns">
        <div class="trace-main">
          <div class="tabs" role="tablist">
            <button type="button" role="tab" aria-selected={tab === "text"} onClick={() => say({ tab: undefined })}>Text</button>
            <button type="button" role="tab" aria-selected={tab === "clusters"} onClick={() => say({ tab: "clusters" })}>Clusters ({found.clusters.length})</button>
          </div>
          {tab === "text" ? <Text trace={found} line={line} /> : <Belongs trace={found} />}
        </div>
        <aside aria-label="Summary and time line">
          <h2>Summary</h2>
          <SummaryView summary={found.summary} linked={(to) => href(tracePath(trace) + "?line=" + to)} onLine={jump} />
          <TraceFindings findings={found.findings} linked={(to) => href(tracePath(trace) + "?line=" + to)} onLine={jump} />
          <h2>Time line</h2>
          <TimeLine trace={found} onSpan={jump} />
        </aside>
      </div>
    </main>
  );
}

function FigureLine({ figures, trace }: { figures: Figures | undefined; trace: Trace }) {
  return (
    <p class="trace-figures">
      <time dateTime={trace.start}>{moment(trace.start)}</time>
      {figures && (
        <>
          <span data-figure="latency_s" data-exact={figures.latency_s}>{seconds(figures.latency_s)}</span>
          <span data-figure="cost_usd" data-exact={figures.cost_usd}>{cost(figures.cost_usd)}</span>
          <span>{tokens(figures.input_tokens)} in, {tokens(figures.output_tokens)} out</span>
          <span>{count(figures.turns)} {figures.turns === 1 ? "turn" : "turns"}, {count(figures.tool_calls)} tool calls</span>
          {figures.error && <span class="bad">with an error</span>}
        </>
      )}
      <code>{visible(trace.trace_id)}</code>
    </p>
  );
}

interface Line {
  number: string;
  text: string;
  depth: number;
}

function parsed(raw: string): Line {
  const mark = /^(L\d+): ?/.exec(raw);
  const text = mark ? raw.slice(mark[0].length) : raw;
  const content = text.search(/[^\s|`]/);
  return { number: mark ? mark[1]! : "", text, depth: text === "" ? 0 : BRANCH.test(text) ? text.search(/[|`]-- /) : Math.max(0, content) };
}

function Text({ trace, line }: { trace: Trace; line: string | undefined }) {
  const lines = useMemo(() => depths(trace.lines.map(parsed)), [trace]);
  const [folded, setFolded] = useState<ReadonlySet<number>>(new Set());
  const wanted = line === undefined ? -1 : lines.findIndex((l) => l.number !== "" && Number(l.number.slice(1)) === Number(line.replace(/^L/, "")));
  const [shown, setShown] = useState(FIRST_LINES);
  const target = useRef<HTMLDivElement>(null);
  const most = Math.max(shown, wanted + 50);
  const ends = useMemo(() => foldEnds(lines), [lines]);
  useEffect(() => {
    if (wanted < 0) return;
    setFolded((now) => new Set([...now].filter((at) => !(at < wanted && wanted < ends[at]!))));
    requestAnimationFrame(() => target.current?.scrollIntoView({ block: "center" }));
  }, [wanted, line]);
  const rows = [];
  for (let i = 0; i < Math.min(lines.length, most); i++) {
    const at = i;
    const { number, text } = lines[i]!;
    const foldable = ends[i]! > i + 1 && text !== "";
    const closed = folded.has(i);
    rows.push(
      <div key={i} class={i === wanted ? "line line-wanted" : "line"} id={number} ref={i === wanted ? target : null}>
        <a class="line-number" href={href(tracePath(trace.trace_id) + "?line=" + number)} aria-label={"Line " + number.slice(1)}>{number.slice(1)}</a>
        {foldable ? (
          <button type="button" class="fold" aria-expanded={!closed} aria-label={(closed ? "Unfold " : "Fold ") + number}
            onClick={() => setFolded((now) => toggled(now, at))} />
        ) : <span class="fold-none" />}
        <span class={toneOf(text)}>{visible(text)}{closed && <em> … {ends[i]! - i - 1} lines</em>}</span>
      </div>,
    );
    if (closed) i = ends[i]! - 1;
  }
  const branches = lines.flatMap((l, i) => (BRANCH.test(l.text) && ends[i]! > i + 1 ? [i] : []));
  return (
    <div class="text-field">
      <div class="text-bar">
        <button type="button" onClick={() => setFolded(new Set(branches))}>Fold all</button>
        <button type="button" onClick={() => setFolded(new Set())}>Unfold all</button>
        <span>{count(trace.total_lines)} lines</span>
      </div>
      <div class="lines" role="region" aria-label="Text of the trace" tabIndex={0}>{rows}</div>
      {most < lines.length && <button type="button" onClick={() => setShown(shown + 5000)}>Show more lines</button>}
      {lines.length < trace.total_lines && <p class="aside">The first {count(lines.length)} of {count(trace.total_lines)} lines; the rest is too large for a page. get_trace reads any of them.</p>}
    </div>
  );
}

/** A blank line belongs to what follows it. */
function depths(lines: Line[]): Line[] {
  for (let i = lines.length - 2; i >= 0; i--) if (lines[i]!.text.trim() === "") lines[i]!.depth = lines[i + 1]!.depth;
  return lines;
}

/** Where what belongs to a line ends: before the next line that is not deeper. */
function foldEnds(lines: Line[]): number[] {
  const ends = new Array<number>(lines.length).fill(0);
  const open: number[] = [];
  lines.forEach((line, i) => {
    while (open.length > 0 && lines[open[open.length - 1]!]!.depth >= line.depth) ends[open.pop()!] = i;
    open.push(i);
  });
  for (const i of open) ends[i] = lines.length;
  return ends;
}

function toggled(set: ReadonlySet<number>, at: number): ReadonlySet<number> {
  const next = new Set(set);
  if (!next.delete(at)) next.add(at);
  return next;
}

function toneOf(text: string): string {
  if (/\bERROR\b/.test(text)) return "line-text tone-error";
  if (BRANCH.test(text)) return "line-text tone-branch";
  if (/^[| ]*\s*\[\d+\] (SYSTEM|USER|ASSISTANT|TOOL)/.test(text)) return "line-text tone-role";
  return "line-text";
}

function TimeLine({ trace, onSpan }: { trace: Trace; onSpan: (line: string) => void }) {
  const total = Math.max(trace.seconds, ...trace.spans.map((s) => s.offset_s + (s.seconds ?? 0)), 0.001);
  const starts = useMemo(() => spanLines(trace), [trace]);
  const [all, setAll] = useState(false);
  const spans = all ? trace.spans : trace.spans.slice(0, 60);
  return (
    <div class="timeline">
      <ol>
        {spans.map((span, i) => (
          <li>
            <button type="button" class={span.error ? "span span-error" : "span span-" + span.kind} title={says(span)} onClick={() => starts[i] && onSpan(starts[i]!)}>
              <span class="span-name" style={{ paddingLeft: Math.min(6, span.depth) * 8 + "px" }}>{visible(short(span.kind === "generation" ? span.model ?? span.name : span.name, 40))}</span>
              <span class="span-track" aria-hidden="true">
                <i style={{ left: (100 * span.offset_s) / total + "%", width: Math.max(0.6, (100 * (span.seconds ?? 0)) / total) + "%" }} />
              </span>
              <span class="span-cost">{span.error ? "error" : span.cost_usd === undefined ? seconds(span.seconds) : cost(span.cost_usd)}</span>
            </button>
          </li>
        ))}
      </ol>
      {spans.length < trace.spans.length && <button type="button" onClick={() => setAll(true)}>All {count(trace.spans.length)} spans</button>}
      <p class="ends"><span>0</span><span>{seconds(total)}</span></p>
    </div>
  );
}

const says = (span: Span) =>
  visible([span.name, seconds(span.seconds), span.cost_usd === undefined ? "" : cost(span.cost_usd), span.error ?? ""].filter((s) => s !== "").join(" · "));

/** Spans and branches of the text come in the same order; where their numbers differ no line is given. */
function spanLines(trace: Trace): (string | undefined)[] {
  const branches = trace.lines.map(parsed).filter((l) => BRANCH.test(l.text));
  return trace.spans.map((_, i) => (branches.length === trace.spans.length ? branches[i]!.number : undefined));
}

function Belongs({ trace }: { trace: Trace }) {
  if (trace.clusters.length === 0) return <p class="aside">No run has looked at this trace.</p>;
  return (
    <ul class="belongs">
      {trace.clusters.map((c) => (
        <li>
          <a href={href(clusterPath(c.run_id, c.cluster_id))}>{c.cluster_id < 0 ? "Outliers" : visible(c.title)}</a>
          <span>{c.level} · <a href={href(runPath(c.run_id))}>{runName(c.run_id)}</a></span>
        </li>
      ))}
    </ul>
  );
}
