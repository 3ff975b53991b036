// Search, and comparison of two runs.

import { useState } from "preact/hooks";
import { clusterPath, href, say, tracePath, useAddress } from "./address";
import { cost, count, moment, percent, runName, seconds, visible } from "./format";
import { Failed, Waiting, useAsked } from "./pieces";
import type { Cluster, Comparison, Continued, Found, Run, Source } from "./source";

export function SearchView({ source }: { source: Source }) {
  const { query } = useAddress();
  const asked = query.get("q") ?? "";
  const errors = query.get("errors") === "1";
  const words = query.get("by") !== "meaning";
  const [typed, setTyped] = useState(asked);
  const [pages, setPages] = useState(1);
  const found = useAsked(async () => {
    if (asked === "" && !errors) return undefined;
    const traces: Found[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < pages; page++) {
      const answer: { traces: Found[]; next_cursor?: string } = await source.tool("search_traces", {
        ...(asked === "" ? {} : words ? { query: asked } : { meaning: asked }), ...(errors ? { errors_only: true } : {}), ...(cursor ? { cursor } : {}), limit: 30,
      });
      traces.push(...answer.traces);
      cursor = answer.next_cursor;
      if (!cursor) break;
    }
    return { traces, more: cursor !== undefined };
  }, [asked, errors, words, pages]);
  return (
    <main class="narrow">
      <h1>Search traces</h1>
      <form class="search" role="search" onSubmit={(e) => (e.preventDefault(), setPages(1), say({ q: typed }))}>
        <input type="search" name="q" aria-label={words ? "Words" : "Meaning"} placeholder={words ? "refund damaged mattress" : "customer is angry about a late delivery"} value={typed} onInput={(e) => setTyped(e.currentTarget.value)} />
        <button type="submit" class="primary">Search</button>
        <div class="choice" role="group" aria-label="Search by">
          <button type="button" aria-pressed={words} onClick={() => say({ by: undefined })}>words</button>
          <button type="button" aria-pressed={!words} onClick={() => say({ by: "meaning" })}>meaning</button>
        </div>
        <label><input type="checkbox" checked={errors} onChange={(e) => say({ errors: e.currentTarget.checked ? "1" : undefined })} /> only with an error</label>
      </form>
      {found.error && <Failed why={found.error} />}
      {!found.value && !found.error && (asked !== "" || errors) && <Waiting what="Searching" />}
      {found.value && (
        <>
          <p class="aside" role="status">{found.value.traces.length === 0 ? words ? "Nothing matches. All words must occur; try fewer." : "Nothing matches." : `${found.value.traces.length}${found.value.more ? " or more" : ""} traces, ${words ? "newest" : "closest"} first`}</p>
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
  const found = useAsked(() => source.tool<Comparison>("compare_runs", { before, after }), [before, after]);
  if (found.error) return <Failed why={found.error} />;
  if (!found.value) return <Waiting what="Comparing" />;
  const c = found.value;
  return (
    <>
      <p class="aside">{count(c.common_items)} items are in both runs.{c.more ? " " + c.more : ""}</p>
      <Appeared name="New" clusters={c.new} run={after} />
      <Continuing name="Grown" rows={c.grown} before={before} after={after} />
      <Continuing name="Shrunk" rows={c.shrunk} before={before} after={after} />
      <Appeared name="Gone" clusters={c.gone} run={before} />
      {(c.split ?? []).length + (c.merged ?? []).length > 0 && <h2>Split and merged</h2>}
      <ul class="notes">
        {(c.split ?? []).map((s) => <li>{visible(s.before)} became {s.after.map(visible).join(" and ")}</li>)}
        {(c.merged ?? []).map((m) => <li>{m.before.map(visible).join(" and ")} became {visible(m.after)}</li>)}
      </ul>
      <Continuing name="Steady" rows={c.steady} before={before} after={after} />
    </>
  );
}

function Appeared({ name, clusters, run }: { name: string; clusters: Cluster[]; run: string }) {
  if (clusters.length === 0) return null;
  return (
    <section class="compared">
      <h2>{name}</h2>
      <div class="table-field" tabIndex={0} role="region" aria-label={name}>
        <table>
          <thead><tr><th scope="col">Cluster</th><th scope="col">Items</th><th scope="col">Share</th><th scope="col">Avg cost</th><th scope="col">Latency</th><th scope="col">Errors</th></tr></thead>
          <tbody>
            {clusters.map((c) => (
              <tr>
                <th scope="row"><a href={href(clusterPath(run, c.cluster_id))}>{visible(c.title)}</a></th>
                <td>{count(c.items)}</td><td>{percent(c.share)}</td><td>{cost(c.avg_cost_usd)}</td><td>{seconds(c.avg_latency_s)}</td><td>{percent(c.error_rate)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Continuing({ name, rows, before, after }: { name: string; rows: Continued[]; before: string; after: string }) {
  if (rows.length === 0) return null;
  return (
    <section class="compared">
      <h2>{name}</h2>
      <div class="table-field" tabIndex={0} role="region" aria-label={name}>
        <table>
          <thead><tr><th scope="col">Cluster</th><th scope="col">Items before</th><th scope="col">Now</th><th scope="col">Share</th><th scope="col">Avg cost</th><th scope="col">Latency</th><th scope="col">Errors</th></tr></thead>
          <tbody>
            {rows.map((r) => (
              <tr>
                <th scope="row"><a href={href(clusterPath(after, r.after_id))}>{visible(r.title)}</a></th>
                <td><a href={href(clusterPath(before, r.before_id))}>{count(r.items_before)}</a></td>
                <td>{count(r.items_after)}</td>
                <td>{percent(r.share)} <Change by={r.share_change * 100} unit=" pt" /></td>
                <td>{cost(r.avg_cost_usd)} <Change by={relative(r.avg_cost_usd, r.avg_cost_usd_change)} unit="%" /></td>
                <td>{seconds(r.avg_latency_s)} <Change by={relative(r.avg_latency_s, r.avg_latency_s_change)} unit="%" /></td>
                <td>{percent(r.error_rate)} <Change by={r.error_rate_change * 100} unit=" pt" /></td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

const relative = (now: number | undefined, change: number | undefined) =>
  now === undefined || change === undefined || now === change ? 0 : (100 * change) / (now - change);

function Change({ by, unit }: { by: number; unit: string }) {
  if (Math.abs(by) < 0.5) return null;
  return <span class="change">{by > 0 ? "+" : "−"}{Math.abs(by).toFixed(0)}{unit}</span>;
}
