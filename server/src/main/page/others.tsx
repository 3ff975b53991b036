// Search, comparison of two runs, jobs.

import { useMemo, useState } from "preact/hooks";
import { clusterPath, href, runPath, say, tracePath, useAddress } from "./address";
import { cost, count, moment, percent, runName, seconds, visible } from "./format";
import { Failed, Waiting, useAsked } from "./pieces";
import { clustersOf, type Cluster, type Found, type Job, type Run, type Source } from "./source";

export function SearchView({ source }: { source: Source }) {
  const { query } = useAddress();
  const asked = query.get("q") ?? "";
  const errors = query.get("errors") === "1";
  const [typed, setTyped] = useState(asked);
  const [pages, setPages] = useState(1);
  const found = useAsked(async () => {
    if (asked === "" && !errors) return undefined;
    const traces: Found[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < pages; page++) {
      const answer: { traces: Found[]; next_cursor?: string } = await source.tool("search_traces", {
        ...(asked === "" ? {} : { query: asked }), ...(errors ? { errors_only: true } : {}), ...(cursor ? { cursor } : {}), limit: 30,
      });
      traces.push(...answer.traces);
      cursor = answer.next_cursor;
      if (!cursor) break;
    }
    return { traces, more: cursor !== undefined };
  }, [asked, errors, pages]);
  return (
    <main class="narrow">
      <h1>Search traces</h1>
      <form class="search" role="search" onSubmit={(e) => (e.preventDefault(), setPages(1), say({ q: typed }))}>
        <input type="search" name="q" aria-label="Words" placeholder="refund damaged mattress" value={typed} onInput={(e) => setTyped(e.currentTarget.value)} />
        <button type="submit" class="primary">Search</button>
        <label><input type="checkbox" checked={errors} onChange={(e) => say({ errors: e.currentTarget.checked ? "1" : undefined })} /> only with an error</label>
      </form>
      {found.error && <Failed why={found.error} />}
      {!found.value && !found.error && (asked !== "" || errors) && <Waiting what="Searching" />}
      {found.value && (
        <>
          <p class="aside" role="status">{found.value.traces.length === 0 ? "Nothing matches. All words must occur; try fewer." : `${found.value.traces.length}${found.value.more ? " or more" : ""} traces, newest first`}</p>
          <ul class="found">
            {found.value.traces.map((t) => (
              <li>
                <a href={href(tracePath(t.trace_id))}>{visible(t.title)}</a>
                <span>
                  {moment(t.timestamp)} · {cost(t.cost_usd)} · {seconds(t.latency_s)}
                  {t.model ? " · " + visible(t.model) : ""}
                  {t.error && <b class="bad"> · with an error</b>}
                </span>
              </li>
            ))}
          </ul>
          {found.value.more && <button type="button" onClick={() => setPages(pages + 1)}>Show more</button>}
        </>
      )}
    </main>
  );
}

interface Flow {
  from: number;
  to: number;
  items: number;
}

export function CompareView({ source, runs }: { source: Source; runs: Run[] }) {
  const { query } = useAddress();
  const complete = runs.filter((r) => r.status === "complete");
  const after = query.get("b") ?? complete[0]?.run_id;
  const level = complete.find((r) => r.run_id === after)?.level;
  const before = query.get("a") ?? complete.find((r) => r.run_id !== after && r.level === level)?.run_id;
  const pick = (name: string, value: string | undefined, label: string) => (
    <label>{label} <select value={value} onChange={(e) => say({ [name]: e.currentTarget.value })}>
      {complete.map((r) => <option value={r.run_id}>{runName(r.run_id)} ({r.level})</option>)}
    </select></label>
  );
  return (
    <main class="narrow">
      <h1>Compare two runs</h1>
      {complete.length < 2 ? <p class="aside">There is only one complete run so far. Cluster once more to compare.</p> : null}
      <div class="pickers">{pick("a", before, "Before")}{pick("b", after, "After")}</div>
      {before && after && <Compared source={source} before={before} after={after} />}
    </main>
  );
}

function Compared(props: { source: Source; before: string; after: string }) {
  const { source, before, after } = props;
  const flows = useAsked(() => source.ask<{ common: number; flows: Flow[] }>("compare", { run_id: before, other_run_id: after }), [before, after]);
  const old = useAsked(() => clustersOf(source, before), [before]);
  const now = useAsked(() => clustersOf(source, after), [after]);
  const rows = useMemo(
    () => (flows.value && old.value && now.value ? matched(old.value.clusters, now.value.clusters, flows.value.flows) : []),
    [flows.value, old.value, now.value],
  );
  const error = flows.error ?? old.error ?? now.error;
  if (error) return <Failed why={error} />;
  if (!flows.value || !old.value || !now.value) return <Waiting what="Comparing" />;
  const gone = old.value.clusters.filter((c) => c.cluster_id >= 0 && !rows.some((r) => r.old?.cluster_id === c.cluster_id));
  return (
    <>
      <p class="aside">{count(flows.value.common)} items are in both runs.</p>
      <div class="table-field" tabIndex={0} role="region" aria-label="Clusters compared">
        <table>
          <thead><tr><th scope="col">Cluster now</th><th scope="col">Before</th><th scope="col">Shared</th><th scope="col">Share</th><th scope="col">Avg cost</th><th scope="col">Errors</th></tr></thead>
          <tbody>
            {rows.map((r) => (
              <tr>
                <th scope="row"><a href={href(clusterPath(after, r.now.cluster_id))}>{visible(r.now.title)}</a></th>
                <td class="text-cell">{r.old ? <a href={href(clusterPath(before, r.old.cluster_id))}>{visible(r.old.title)}</a> : <span class="tag">new</span>}</td>
                <td>{count(r.shared)}</td>
                <td>{percent(r.now.share)} <Change from={r.old?.share} to={r.now.share} /></td>
                <td>{cost(r.now.avg_cost_usd)} <Change from={r.old?.avg_cost_usd} to={r.now.avg_cost_usd} /></td>
                <td>{percent(r.now.error_rate)} <Change from={r.old?.error_rate} to={r.now.error_rate} points /></td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {gone.length > 0 && <p>No longer a group of its own: {gone.map((c, i) => <>{i > 0 ? ", " : ""}<a href={href(clusterPath(before, c.cluster_id))}>{visible(c.title)}</a></>)}</p>}
    </>
  );
}

/** The old cluster that gave a new one most of its items, where that is at least a third of what both had in common runs. */
function matched(old: Cluster[], now: Cluster[], flows: Flow[]) {
  return now
    .filter((c) => c.cluster_id >= 0)
    .map((c) => {
      const into = flows.filter((f) => f.to === c.cluster_id);
      const total = into.reduce((sum, f) => sum + f.items, 0);
      const best = into.filter((f) => f.from >= 0).sort((a, b) => b.items - a.items)[0];
      const known = best && best.items * 3 >= total ? old.find((o) => o.cluster_id === best.from) : undefined;
      return { now: c, ...(known ? { old: known } : {}), shared: known && best ? best.items : 0 };
    });
}

function Change(props: { from: number | undefined; to: number | undefined; points?: boolean }) {
  if (props.from === undefined || props.to === undefined) return null;
  const change = props.points ? (props.to - props.from) * 100 : props.from === 0 ? 0 : (100 * (props.to - props.from)) / props.from;
  if (Math.abs(change) < 0.5) return null;
  return <span class="change">{change > 0 ? "+" : "−"}{Math.abs(change).toFixed(0)}{props.points ? " pt" : "%"}</span>;
}

export function JobsView({ source, runs }: { source: Source; runs: Run[] }) {
  const jobs = useAsked(() => source.tool<{ jobs: Job[] }>("list_jobs", {}), []);
  return (
    <main class="narrow">
      <h1>Jobs</h1>
      <p class="aside">Saved configurations. An agent changes them; a run started by a job carries its name.</p>
      {jobs.error && <Failed why={jobs.error} />}
      <ul class="jobs">
        {jobs.value?.jobs.map((job) => (
          <li>
            <strong>{visible(job.name)}</strong>
            <span>{job.level}s{job.lookback_days === undefined ? "" : `, the last ${job.lookback_days} days`}{job.default ? ", default" : ""}</span>
            {job.last_run_id && <span>last run: <a href={href(runPath(job.last_run_id))}>{runName(job.last_run_id)}</a> {job.last_run_status}</span>}
          </li>
        ))}
      </ul>
      <h2>Runs</h2>
      <div class="table-field" tabIndex={0} role="region" aria-label="Runs">
        <table>
          <thead><tr><th scope="col">Run</th><th scope="col">Status</th><th scope="col">Level</th><th scope="col">Items</th><th scope="col">Clusters</th><th scope="col">Outliers</th></tr></thead>
          <tbody>
            {runs.map((run) => (
              <tr>
                <th scope="row">{run.status === "complete" ? <a href={href(runPath(run.run_id))}>{runName(run.run_id)}</a> : runName(run.run_id)}</th>
                <td class="text-cell">{run.status}{run.error ? ": " + visible(run.error) : ""}</td>
                <td class="text-cell">{run.level}</td>
                <td>{count(run.items)}</td>
                <td>{count(run.clusters)}</td>
                <td>{count(run.noise)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </main>
  );
}
