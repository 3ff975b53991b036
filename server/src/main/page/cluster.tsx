// One cluster: what it is, its figures and how they spread, where it lies, what is special about it, its items.

import { useMemo, useState } from "preact/hooks";
import { clusterPath, href, runPath, tracePath } from "./address";
import { clusterColor, type Palette } from "./color";
import { cost, count, moment, percent, seconds, tokens, visible } from "./format";
import { ClusterFindings } from "./findings";
import { Description, Drivers, Failed, Waiting, useAsked } from "./pieces";
import type { Points } from "./points";
import { Scatter } from "./scatter";
import { SummaryView } from "./summary";
import { clustersOf, type Cluster, type ClusterDetail, type Member, type Source, type TraceView } from "./source";

const BINS = 24;

export function ClusterView(props: { source: Source; run: string; cluster: number; palette: Palette }) {
  const { source, run, cluster, palette } = props;
  const all = useAsked(() => clustersOf(source, run), [source, run]);
  const detail = useAsked(
    () => source.tool<ClusterDetail>("get_cluster", { run_id: run, cluster_id: cluster, limit: 25 }),
    [source, run, cluster],
  );
  const points = useAsked(() => source.points(run), [source, run]);
  if (detail.error) return <Failed why={detail.error} first />;
  if (!detail.value || !all.value) return <Waiting what="Reading the cluster" />;
  const found = detail.value;
  const color = clusterColor(cluster, palette);
  const level = all.value.run.level;
  return (
    <main class="cluster">
      <header class="headline">
        <p class="crumbs"><a href={href(runPath(run))}>Map</a> / Cluster {cluster}</p>
        <h1><i class={cluster < 0 ? "swatch swatch-noise" : "swatch"} style={cluster < 0 ? {} : { background: color }} /> {visible(found.title)}</h1>
      </header>
      <div class="cluster-columns">
        <section aria-label="About">
          <Description text={found.description} />
          {source.edits && cluster >= 0 && <Edits source={source} run={run} cluster={cluster} title={found.title} lines={found.edits ?? []} />}
          <Metrics metrics={found.metrics} level={level} />
          {points.value && <Spread points={points.value} cluster={cluster} color={color} />}
        </section>
        <section class="cluster-map" aria-label="Where it lies">
          {points.value ? (
            <Scatter run={run} source={source} points={points.value} clusters={all.value.clusters} mode="cluster" palette={palette} focus={cluster} />
          ) : <Waiting what="Placing the items" />}
        </section>
      </div>
      <div class="cluster-columns">
        <Special drivers={found.drivers ?? []} />
        <Outcomes lines={[...(found.outcomes ?? []), ...(found.scores ?? [])]} />
        <ClusterFindings findings={found.findings} concern={found.metrics.concern} />
        {found.tool_sequences.length > 0 && (
          <section aria-label="Tool calls">
            <h2>Tool calls in order</h2>
            <ul class="sequences">
              {found.tool_sequences.map((s) => <li><code>{visible(s.tools)}</code> <span>{count(s.items)}</span></li>)}
            </ul>
          </section>
        )}
      </div>
      {found.members.length > 0 && <Items key={run + cluster} source={source} run={run} cluster={cluster} first={found} clusters={all.value.clusters} level={level} />}
    </main>
  );
}

/** What was changed about the cluster, and a place to change it. Later runs keep it. */
function Edits(props: { source: Source; run: string; cluster: number; title: string; lines: string[] }) {
  const [failed, setFailed] = useState<string>();
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const title = String(form.get("title") ?? "").trim();
    const note = String(form.get("note") ?? "").trim();
    const edit = (action: string, text: string) =>
      props.source.tool("edit_taxonomy", { action, text, cluster_id: props.cluster, run_id: props.run, made_by: "user" });
    try {
      if (title && title !== props.title) await edit("rename", title);
      if (note) await edit("note", note);
      location.reload();
    } catch (e) {
      setFailed(e instanceof Error ? e.message : String(e));
    }
  };
  return (
    <details class="edits">
      <summary>Rename or note{props.lines.length > 0 ? ` (${props.lines.length})` : ""}</summary>
      {props.lines.length > 0 && <ul>{props.lines.map((line) => <li>{visible(line.replace(/^- /, ""))}</li>)}</ul>}
      <form class="search" onSubmit={save}>
        <input name="title" aria-label="Title" defaultValue={props.title} maxLength={100} />
        <input name="note" aria-label="Note" placeholder="A note" maxLength={2000} />
        <button type="submit">Save</button>
      </form>
      {failed && <Failed why={failed} />}
    </details>
  );
}

function Metrics({ metrics, level }: { metrics: Cluster; level: string }) {
  const rows: [string, string, keyof Cluster][] = [
    [level + "s", count(metrics.items), "items"],
    ["share", percent(metrics.share), "share"],
    ["average cost", cost(metrics.avg_cost_usd), "avg_cost_usd"],
    ["total cost", cost(metrics.total_cost_usd), "total_cost_usd"],
    ["average latency", seconds(metrics.avg_latency_s), "avg_latency_s"],
    ["p95 latency", seconds(metrics.p95_latency_s), "p95_latency_s"],
    ["tokens in", tokens(metrics.avg_input_tokens), "avg_input_tokens"],
    ["tokens out", tokens(metrics.avg_output_tokens), "avg_output_tokens"],
    ["with an error", percent(metrics.error_rate), "error_rate"],
    ["failed tool calls", percent(metrics.tool_error_rate), "tool_error_rate"],
  ];
  return (
    <>
    <dl class="metrics">
      {rows.map(([name, value, figure]) => (
        <div><dt>{name}</dt><dd data-figure={figure} data-exact={String(metrics[figure] ?? "")}>{value}</dd></div>
      ))}
    </dl>
    {metrics.items_without_cost ? <p class="aside">{count(metrics.items_without_cost)} without a known cost</p> : null}
    </>
  );
}

/** How cost and latency spread in the cluster (bars) and in the whole run (line). */
function Spread({ points, cluster, color }: { points: Points; cluster: number; color: string }) {
  return (
    <div class="spreads">
      <Histogram name="Cost" values={points.cost} points={points} cluster={cluster} color={color} show={cost} />
      <Histogram name="Latency" values={points.latency} points={points} cluster={cluster} color={color} show={seconds} />
    </div>
  );
}

function Histogram(props: { name: string; values: Float32Array; points: Points; cluster: number; color: string; show: (v: number) => string }) {
  const { values, points, cluster } = props;
  const { own, whole, low, high } = useMemo(() => bins(values, points, cluster), [values, points, cluster]);
  const most = Math.max(...own, ...whole, 1e-9);
  const line = whole.map((v, i) => `${(i + 0.5) * 10},${58 - (54 * v) / most}`).join(" ");
  return (
    <figure class="histogram">
      <figcaption>{props.name} <span>here, and in the whole run (line)</span></figcaption>
      <svg viewBox={`0 0 ${BINS * 10} 60`} role="img" aria-label={`${props.name} in this cluster, from ${props.show(low)} to ${props.show(high)}`}>
        {own.map((v, i) => <rect x={i * 10 + 1} y={58 - (54 * v) / most} width="8" height={(54 * v) / most} fill={props.color} rx="1" />)}
        <polyline points={line} fill="none" class="histogram-line" />
      </svg>
      <p class="ends"><span>{props.show(low)}</span><span>{props.show(high)}</span></p>
    </figure>
  );
}

function bins(values: Float32Array, points: Points, cluster: number) {
  const present = Array.from(values).filter((v) => v > 0).sort((a, b) => a - b);
  const low = present[Math.floor(present.length * 0.01)] ?? 1;
  const high = Math.max(low * 1.5, present[Math.min(present.length - 1, Math.floor(present.length * 0.99))] ?? 2);
  const own = new Array<number>(BINS).fill(0);
  const whole = new Array<number>(BINS).fill(0);
  let inner = 0;
  for (let i = 0; i < points.items; i++) {
    const v = values[i]!;
    if (!(v > 0)) continue;
    const bin = Math.min(BINS - 1, Math.max(0, Math.floor((Math.log(v / low) / Math.log(high / low)) * BINS)));
    whole[bin]!++;
    if (points.cluster[i] === cluster) own[bin]!++, inner++;
  }
  return { own: own.map((n) => n / Math.max(1, inner)), whole: whole.map((n) => n / Math.max(1, present.length)), low, high };
}

function Special({ drivers }: { drivers: string[] }) {
  return (
    <section aria-label="Special here">
      <h2>What goes with it</h2>
      {drivers.length === 0 ? <p class="aside">Nothing stands out.</p> : <Drivers lines={drivers} />}
    </section>
  );
}

/** How its items went, by what users, metrics, evaluations and rubrics say. */
function Outcomes({ lines }: { lines: string[] }) {
  if (lines.length === 0) return null;
  return (
    <section aria-label="How it went">
      <h2>How it went</h2>
      <Drivers lines={lines} />
    </section>
  );
}

function Items(props: { source: Source; run: string; cluster: number; first: ClusterDetail; clusters: Cluster[]; level: string }) {
  const [members, setMembers] = useState<Member[]>(props.first.members);
  const [cursor, setCursor] = useState(props.first.next_cursor);
  const [busy, setBusy] = useState(false);
  const more = async () => {
    setBusy(true);
    const page = await props.source.tool<ClusterDetail>("get_cluster", { run_id: props.run, cluster_id: props.cluster, limit: 50, cursor });
    setMembers([...members, ...page.members]);
    setCursor(page.next_cursor);
    setBusy(false);
  };
  const titles = new Map(props.clusters.map((c) => [c.cluster_id, visible(c.title)]));
  return (
    <section class="items" aria-label="Items">
      <h2>{count(props.first.metrics.items)} {props.level}s, most typical first</h2>
      <ol>
        {members.map((m) => <MemberRow key={m.item_id ?? m.trace_id} source={props.source} run={props.run} member={m} titles={titles} />)}
      </ol>
      {cursor && <button type="button" onClick={more} disabled={busy}>{busy ? "Loading…" : "Show more"}</button>}
    </section>
  );
}

function MemberRow(props: { source: Source; run: string; member: Member; titles: Map<number, string> }) {
  const { member } = props;
  const [open, setOpen] = useState(false);
  const second = member.second_cluster_id;
  return (
    <li class="item">
      <div class="item-head">
        {props.source.traces ? (
          <button type="button" class="fold" aria-expanded={open} aria-label={(open ? "Fold " : "Unfold ") + visible(member.title)} onClick={() => setOpen(!open)} />
        ) : null}
        {props.source.traces ? (
          <a href={href(tracePath(member.trace_id) + "?run=" + encodeURIComponent(props.run))}>{visible(member.title)}</a>
        ) : <span>{visible(member.title)}</span>}
        <span class="item-facts">
          {member.probability !== undefined && <span title="How surely it belongs here">{Math.round(member.probability * 100)}%</span>}
          {second !== undefined && second >= 0 && titlesHas(props.titles, second) && (
            <span>or <a href={href(clusterPath(props.run, second))}>{props.titles.get(second)}</a></span>
          )}
          <time dateTime={member.timestamp}>{moment(member.timestamp)}</time>
        </span>
      </div>
      {open && <Unfolded source={props.source} trace={member.trace_id} />}
    </li>
  );
}

const titlesHas = (titles: Map<number, string>, id: number) => titles.has(id);

function Unfolded(props: { source: Source; trace: string }) {
  const view = useAsked(() => props.source.ask<TraceView>("trace", { trace_id: props.trace }), [props.trace]);
  if (view.error) return <Failed why={view.error} />;
  if (!view.value) return <Waiting what="Reading" />;
  return <SummaryView summary={view.value.summary} linked={(line) => href(tracePath(props.trace) + "?line=" + line)} />;
}
