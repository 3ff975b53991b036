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
      <div class="table-field" tabIndex={0} role="region" aria-label="What is rare">
        <table>
          <thead><tr><th scope="col">First item</th><th scope="col">Items</th><th scope="col">Severity</th><th scope="col" class="reason">Why</th></tr></thead>
          <tbody>
            {rows.map((row) => (
              <tr>
                <th scope="row"><a href={href(tracePath(row.trace_id) + "?run=" + encodeURIComponent(run))}>{visible(row.title)}</a></th>
                <td>{count(row.items)}</td>
                <td>{row.severity.toFixed(1)}</td>
                <td class="text-cell reason">{visible(row.reason)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
