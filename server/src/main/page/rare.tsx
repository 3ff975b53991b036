// What clusters hide: odd small groups, extreme figures, single items.

import { href, tracePath } from "./address";
import { count, visible } from "./format";
import { Failed, useAsked } from "./pieces";
import type { RareRow, Source } from "./source";

export function Rare({ source, run }: { source: Source; run: string }) {
  const asked = useAsked(
    () => (source.live ? source.tool<{ rare: RareRow[] }>("get_clusters", { run_id: run, view: "rare", limit: 12 }) : Promise.resolve(undefined)),
    [source, run],
  );
  if (asked.error) return <Failed why={asked.error} />;
  const rows = asked.value?.rare ?? [];
  if (rows.length === 0) return null;
  return (
    <section class="rare" aria-label="Rare">
      <h2>Rare, and worth a look</h2>
      <table class="drivers">
        <thead><tr><th scope="col">First item</th><th scope="col">items</th><th scope="col">severity</th><th scope="col">why</th></tr></thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              <th scope="row"><a href={href(tracePath(row.trace_id) + "?run=" + encodeURIComponent(run))}>{visible(row.title)}</a></th>
              <td>{count(row.items)}</td>
              <td>{row.severity.toFixed(1)}</td>
              <td>{visible(row.reason)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
