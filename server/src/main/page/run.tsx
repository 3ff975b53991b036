// A run: its bar of shares, its map, its clusters as cards or as a table.

import { useEffect, useMemo, useState } from "preact/hooks";
import { clusterPath, href, say, tracePath, useAddress } from "./address";
import { MODES, clusterColor, type ColorMode, type Palette } from "./color";
import { cost, count, date, percent, seconds, short, tokens, visible } from "./format";
import { Description, Drivers, Failed, Waiting, useAsked } from "./pieces";
import { trends, type Points } from "./points";
import { Rare } from "./rare";
import { Scatter, inside } from "./scatter";
import { clustersOf, type Cluster, type Group, type Item, type Run, type Source } from "./source";
import { Tree, inGroup } from "./tree";

type Sort = "size" | "total_cost" | "avg_cost" | "latency" | "error_rate" | "tokens" | "name";
const SORTS: { sort: Sort; name: string; of: (c: Cluster) => number }[] = [
  { sort: "size", name: "Size", of: (c) => c.items },
  { sort: "total_cost", name: "Total cost", of: (c) => c.total_cost_usd ?? -1 },
  { sort: "avg_cost", name: "Average cost", of: (c) => c.avg_cost_usd ?? -1 },
  { sort: "latency", name: "Latency", of: (c) => c.avg_latency_s ?? -1 },
  { sort: "error_rate", name: "Error rate", of: (c) => c.error_rate },
  { sort: "tokens", name: "Tokens", of: (c) => (c.avg_input_tokens ?? -1) + (c.avg_output_tokens ?? 0) },
  { sort: "name", name: "Name", of: () => 0 },
];
const PARTS = 24;

export function RunView(props: { source: Source; run?: string; palette: Palette }) {
  const { source, palette } = props;
  const { query } = useAddress();
  const found = useAsked(() => clustersOf(source, props.run), [source, props.run]);
  const runId = found.value?.run.run_id;
  const points = useAsked(() => (runId ? source.points(runId) : Promise.resolve(undefined)), [source, runId]);
  const grouped = useAsked(() => (runId ? source.ask<{ groups: Group[] }>("groups", { run_id: runId }) : Promise.resolve({ groups: [] })), [source, runId]);
  const groups = grouped.value?.groups ?? [];
  const [hint, setHint] = useState<number>();
  const mode = (MODES as string[]).includes(query.get("color") ?? "") ? (query.get("color") as ColorMode) : "cluster";
  const polygon = useMemo(() => polygonOf(query.get("sel")), [query.get("sel")]);
  const chosen = useMemo(() => (points.value && polygon ? inside(points.value, polygon) : undefined), [points.value, polygon]);
  const trend = useMemo(() => (points.value ? trends(points.value, PARTS) : new Map<number, number[]>()), [points.value]);
  const named = query.get("as") === "tree" ? query.get("group") : null;
  const held = useMemo(() => inGroup(points.value, groups, named), [points.value, grouped.value, named]);
  if (found.error) return <Failed why={found.error} first />;
  if (!found.value) return <Waiting what="Reading the run" />;
  const { run, clusters } = found.value;
  const choose = (shape: [number, number][] | undefined) =>
    say({ sel: shape?.map((p) => p.map((v) => v.toFixed(3)).join("_")).join("~"), group: undefined });
  return (
    <main class="run">
      <Headline run={run} />
      <Shares run={run} clusters={clusters} palette={palette} onHint={setHint} />
      <div class={query.get("as") === "table" ? "run-columns run-wide" : "run-columns"}>
        <section class="run-map" aria-label="Map">
          <ColorChoice mode={mode} />
          {points.value ? (
            <Scatter run={run.run_id} source={source} points={points.value} clusters={clusters} mode={mode} palette={palette}
              {...(hint === undefined ? {} : { hint })} {...(chosen ?? held ? { chosen: chosen ?? held! } : {})} onChoose={choose} />
          ) : points.error ? <Failed why={points.error} /> : <div class="map-field map-empty"><Waiting what="Placing the items" /></div>}
          {points.value && chosen && (
            <Selection source={source} run={run} points={points.value} chosen={chosen} clusters={clusters} palette={palette} onClear={() => choose(undefined)} />
          )}
        </section>
        <Clusters run={run} clusters={clusters} groups={groups} trend={trend} palette={palette} onHint={setHint} traces={source.traces} />
      </div>
      <Rare source={source} run={run.run_id} />
    </main>
  );
}

function Headline({ run }: { run: Run }) {
  const noise = (run.noise ?? 0) / Math.max(1, run.items ?? 1);
  return (
    <header class="headline">
      <h1>
        {count(run.items)} {run.level}s in {count(run.clusters)} clusters
      </h1>
      <p>
        {date(run.window_start)} – {date(run.window_end)}
        {" · "}
        <span data-figure="noise">{percent(noise)}</span> outliers
        {run.job ? " · job " + visible(run.job) : ""}
      </p>
      {(run.warnings ?? []).map((warning) => (
        <p class="warning" role="note">{visible(warning)}</p>
      ))}
    </header>
  );
}

function Shares(props: { run: Run; clusters: Cluster[]; palette: Palette; onHint: (id: number | undefined) => void }) {
  const sorted = [...props.clusters].sort((a, b) => Number(a.cluster_id < 0) - Number(b.cluster_id < 0) || b.items - a.items);
  return (
    <nav class="shares" aria-label="Share of each cluster">
      {sorted.map((cluster) => {
        const says = `${visible(cluster.title)}: ${count(cluster.items)} ${props.run.level}s, ${percent(cluster.share)}`;
        return (
          <a key={cluster.cluster_id} href={href(clusterPath(props.run.run_id, cluster.cluster_id))} aria-label={says} data-says={says}
            class={cluster.cluster_id < 0 ? "share share-noise" : "share"}
            style={{ flexGrow: String(cluster.items), background: cluster.cluster_id < 0 ? "" : clusterColor(cluster.cluster_id, props.palette) }}
            onMouseEnter={() => props.onHint(cluster.cluster_id)} onMouseLeave={() => props.onHint(undefined)}
            onFocus={() => props.onHint(cluster.cluster_id)} onBlur={() => props.onHint(undefined)} />
        );
      })}
    </nav>
  );
}

function ColorChoice({ mode }: { mode: ColorMode }) {
  return (
    <div class="choice" role="group" aria-label="Colour by">
      <span>Colour by</span>
      {MODES.map((each) => (
        <button type="button" aria-pressed={each === mode} onClick={() => say({ color: each === "cluster" ? undefined : each })}>{each}</button>
      ))}
    </div>
  );
}

function Clusters(props: { run: Run; clusters: Cluster[]; groups: Group[]; trend: Map<number, number[]>; palette: Palette; onHint: (id: number | undefined) => void; traces: boolean }) {
  const { query } = useAddress();
  const sort = SORTS.find((s) => s.sort === query.get("sort")) ?? SORTS[0]!;
  const table = query.get("as") === "table";
  const tree = query.get("as") === "tree" && props.groups.length > 0;
  const sorted = useMemo(
    () =>
      [...props.clusters].sort((a, b) =>
        sort.sort === "name"
          ? a.title.localeCompare(b.title)
          : (sort.sort === "size" ? Number(a.cluster_id < 0) - Number(b.cluster_id < 0) : 0) || sort.of(b) - sort.of(a) || Number(a.cluster_id < 0) - Number(b.cluster_id < 0) || a.cluster_id - b.cluster_id,
      ),
    [props.clusters, sort],
  );
  return (
    <section class="clusters" aria-label="Clusters">
      <div class="clusters-bar">
        <label>
          Sort by{" "}
          <select value={sort.sort} onChange={(e) => say({ sort: e.currentTarget.value === "size" ? undefined : e.currentTarget.value })}>
            {SORTS.map((s) => <option value={s.sort}>{s.name}</option>)}
          </select>
        </label>
        <div class="choice" role="group" aria-label="Show clusters as">
          <button type="button" aria-pressed={!table && !tree} onClick={() => say({ as: undefined })}>Cards</button>
          <button type="button" aria-pressed={table} onClick={() => say({ as: "table" })}>Table</button>
          {props.groups.length > 0 && <button type="button" aria-pressed={tree} onClick={() => say({ as: "tree" })}>Tree</button>}
        </div>
      </div>
      {tree ? (
        <Tree run={props.run} groups={props.groups} clusters={props.clusters} palette={props.palette} onHint={props.onHint} />
      ) : table ? (
        <Table run={props.run} clusters={sorted} sort={sort.sort} />
      ) : (
        <ol class="cards">
          {sorted.map((cluster) => (
            <Card key={cluster.cluster_id} run={props.run} cluster={cluster} trend={props.trend.get(cluster.cluster_id)} palette={props.palette} onHint={props.onHint} traces={props.traces} />
          ))}
        </ol>
      )}
    </section>
  );
}

function Card(props: { run: Run; cluster: Cluster; trend?: number[] | undefined; palette: Palette; onHint: (id: number | undefined) => void; traces: boolean }) {
  const { cluster, run } = props;
  const { query } = useAddress();
  const unfolded = query.get("open") === String(cluster.cluster_id);
  const noise = cluster.cluster_id < 0;
  const color = clusterColor(cluster.cluster_id, props.palette);
  return (
    <li class={noise ? "card card-noise" : "card"} data-cluster={cluster.cluster_id}
      onMouseEnter={() => props.onHint(cluster.cluster_id)} onMouseLeave={() => props.onHint(undefined)}>
      <h2>
        <i class={noise ? "swatch swatch-noise" : "swatch"} style={noise ? {} : { background: color }} />
        <a href={href(clusterPath(run.run_id, cluster.cluster_id))}>{visible(cluster.title)}</a>
      </h2>
      <div class="card-figures">
        <Figure name={run.level + "s"} value={count(cluster.items)} exact={cluster.items} figure="items" />
        <Figure name="share" value={percent(cluster.share)} exact={cluster.share} figure="share" />
        <Figure name="avg cost" value={cost(cluster.avg_cost_usd)} exact={cluster.avg_cost_usd} figure="avg_cost_usd" />
        <Figure name="latency" value={seconds(cluster.avg_latency_s)} exact={cluster.avg_latency_s} figure="avg_latency_s" />
        <Figure name="errors" value={percent(cluster.error_rate)} exact={cluster.error_rate} figure="error_rate" warn={cluster.error_rate >= 0.1} />
        <Figure name="total" value={cost(cluster.total_cost_usd)} exact={cluster.total_cost_usd} figure="total_cost_usd" />
        <Figure name="tokens" value={tokens(cluster.avg_input_tokens) + " + " + tokens(cluster.avg_output_tokens)} exact={cluster.avg_input_tokens} figure="avg_input_tokens" />
        <Trend counts={props.trend} color={color} />
      </div>
      <button type="button" class="unfold" aria-expanded={unfolded} onClick={() => say({ open: unfolded ? undefined : String(cluster.cluster_id) })}>
        {unfolded ? "Less" : "More"}<span class="hidden"> about {visible(cluster.title)}</span>
      </button>
      {unfolded && (
        <div class="card-more">
          <Description text={cluster.description} />
          {props.traces && cluster.typical && <Typical typical={cluster.typical} run={run.run_id} />}
        </div>
      )}
    </li>
  );
}

function Typical({ typical, run }: { typical: string[]; run: string }) {
  return (
    <>
      <h3>Typical</h3>
      <ul class="exemplars">
        {typical.map((text) => {
          const [, id, title] = /^- (.*?): ([^]*)$/.exec(text) ?? [];
          return id ? <li><a href={href(tracePath(id) + "?run=" + encodeURIComponent(run))}>{visible(title ?? id)}</a></li> : null;
        })}
      </ul>
    </>
  );
}

function Figure(props: { name: string; value: string; exact: number | undefined; figure: string; warn?: boolean }) {
  return (
    <div class={props.warn ? "figure figure-warn" : "figure"}>
      <span class="figure-value" data-figure={props.figure} data-exact={props.exact}>{props.value}</span>
      <span class="figure-name">{props.name}</span>
    </div>
  );
}

function Trend({ counts, color }: { counts: number[] | undefined; color: string }) {
  if (!counts) return <span class="trend" />;
  const most = Math.max(1, ...counts);
  return (
    <svg class="trend" viewBox="0 0 72 20" preserveAspectRatio="none" role="img" aria-label="Items over the run's time">
      {counts.map((n, i) => <rect x={i * 3} y={20 - (18 * n) / most} width="2.2" height={(18 * n) / most} fill={color} />)}
    </svg>
  );
}

const COLUMNS: { name: string; sort: Sort; figure: keyof Cluster; show: (c: Cluster) => string }[] = [
  { name: "Items", sort: "size", figure: "items", show: (c) => count(c.items) },
  { name: "Share", sort: "size", figure: "share", show: (c) => percent(c.share) },
  { name: "Avg cost", sort: "avg_cost", figure: "avg_cost_usd", show: (c) => cost(c.avg_cost_usd) },
  { name: "Total", sort: "total_cost", figure: "total_cost_usd", show: (c) => cost(c.total_cost_usd) },
  { name: "Latency", sort: "latency", figure: "avg_latency_s", show: (c) => seconds(c.avg_latency_s) },
  { name: "p95", sort: "latency", figure: "p95_latency_s", show: (c) => seconds(c.p95_latency_s) },
  { name: "Errors", sort: "error_rate", figure: "error_rate", show: (c) => percent(c.error_rate) },
];

function Table(props: { run: Run; clusters: Cluster[]; sort: Sort }) {
  return (
    <div class="table-field" tabIndex={0} role="region" aria-label="Clusters as a table">
      <table>
        <thead>
          <tr>
            <th scope="col">Cluster</th>
            {COLUMNS.map((column) => (
              <th scope="col" aria-sort={column.sort === props.sort ? "descending" : "none"}>
                <button type="button" onClick={() => say({ sort: column.sort === "size" ? undefined : column.sort })}>{column.name}</button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.clusters.map((cluster) => (
            <tr key={cluster.cluster_id} data-cluster={cluster.cluster_id}>
              <th scope="row"><a href={href(clusterPath(props.run.run_id, cluster.cluster_id))}>{visible(cluster.title)}</a></th>
              {COLUMNS.map((column) => (
                <td data-figure={column.figure} data-exact={String(cluster[column.figure] ?? "")}>{column.show(cluster)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Selection(props: { source: Source; run: Run; points: Points; chosen: Uint8Array; clusters: Cluster[]; palette: Palette; onClear: () => void }) {
  const { points, chosen } = props;
  const portrait = useMemo(() => portraitOf(points, chosen), [points, chosen]);
  const some = portrait.indexes.filter((_, k) => k % Math.max(1, Math.floor(portrait.indexes.length / 12)) === 0).slice(0, 12);
  const items = useAsked(
    () =>
      some.length === 0
        ? Promise.resolve([])
        : props.source.ask<{ items: Item[] }>("items", { run_id: props.run.run_id, indexes: some.join(",") }).then((a) => a.items),
    [props.run.run_id, some.join(",")],
  );
  const titles = new Map(props.clusters.map((c) => [c.cluster_id, visible(c.title)]));
  useEffect(() => {
    const escape = (event: KeyboardEvent) => event.key === "Escape" && props.onClear();
    addEventListener("keydown", escape);
    return () => removeEventListener("keydown", escape);
  });
  return (
    <section class="selection" aria-label="Selection" aria-live="polite">
      <header>
        <h2>{count(portrait.indexes.length)} {props.run.level}s selected</h2>
        <button type="button" onClick={props.onClear}>Clear</button>
      </header>
      <p>
        Average cost {cost(portrait.cost)} · latency {seconds(portrait.latency)} · {percent(portrait.errors)} with an error
      </p>
      <ul class="selection-clusters">
        {portrait.clusters.slice(0, 6).map(([id, n]) => (
          <li>
            <i class="swatch" style={{ background: clusterColor(id, props.palette) }} />
            <a href={href(clusterPath(props.run.run_id, id))}>{id < 0 ? "Outliers" : titles.get(id)}</a> {count(n)}
          </li>
        ))}
      </ul>
      {props.source.live && <Different source={props.source} run={props.run.run_id} indexes={portrait.indexes} />}
      {items.value && items.value.length > 0 && (
        <ul class="selection-items">
          {items.value.map((item) => (
            <li>
              {props.source.traces ? (
                <a href={href(tracePath(item.trace_id) + "?run=" + encodeURIComponent(props.run.run_id))}>{visible(short(item.title, 90))}</a>
              ) : visible(short(item.title, 90))}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** What the selected items have that the others have not. Asked for, since it reads every item of the run. */
function Different(props: { source: Source; run: string; indexes: number[] }) {
  const chosen = props.indexes.join(",");
  const [asked, ask] = useState<string>();
  const found = useAsked(
    () =>
      asked === undefined
        ? Promise.resolve(undefined)
        : props.source.ask<{ drivers: string[] }>("drivers", { run_id: props.run, indexes: asked }).then((a) => a.drivers),
    [props.run, asked],
  );
  if (asked !== chosen) return <button type="button" class="different" onClick={() => ask(chosen)}>What is different here?</button>;
  if (found.error) return <Failed why={found.error} />;
  if (!found.value) return <p class="aside">Comparing with the other items…</p>;
  return found.value.length === 0 ? <p class="aside">Nothing sets them apart.</p> : <Drivers lines={found.value} />;
}

function portraitOf(points: Points, chosen: Uint8Array) {
  const indexes: number[] = [];
  const clusters = new Map<number, number>();
  let [costs, costed, times, timed, errors] = [0, 0, 0, 0, 0];
  for (let i = 0; i < points.items; i++) {
    if (!chosen[i]) continue;
    indexes.push(i);
    clusters.set(points.cluster[i]!, (clusters.get(points.cluster[i]!) ?? 0) + 1);
    if (!Number.isNaN(points.cost[i]!)) (costs += points.cost[i]!), costed++;
    if (!Number.isNaN(points.latency[i]!)) (times += points.latency[i]!), timed++;
    errors += points.error[i]!;
  }
  return {
    indexes,
    clusters: [...clusters].sort((a, b) => b[1] - a[1]),
    cost: costed ? costs / costed : NaN,
    latency: timed ? times / timed : NaN,
    errors: indexes.length ? errors / indexes.length : 0,
  };
}

function polygonOf(text: string | null): [number, number][] | undefined {
  if (!text) return undefined;
  const shape = text.split("~").map((p) => p.split("_").map(Number) as [number, number]);
  return shape.length > 2 && shape.every((p) => p.length === 2 && p.every(Number.isFinite)) ? shape : undefined;
}
