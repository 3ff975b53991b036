// What is watched for, and how it stands.

import { clusterPath, href } from "./address";
import { percent, visible } from "./format";
import { useAsked } from "./pieces";
import type { Source } from "./source";

interface Monitor {
  monitor_id: string;
  name: string;
  state: string;
  run_id: string;
  cluster_id: number;
  rule_text: string;
  precision: number;
  recall: number;
  hits_per_day: number;
  hits_per_day_before: number;
  fails_more?: boolean;
}

/** Nothing where nothing is watched for. */
export function Monitors({ source }: { source: Source }) {
  const asked = useAsked(() => source.tool<{ digest: string[]; monitors: Monitor[] }>("list_monitors", {}), []);
  const monitors = asked.value?.monitors ?? [];
  if (monitors.length === 0) return null;
  return (
    <>
      <h2>Monitors</h2>
      <ul>{asked.value?.digest.map((line) => <li>{visible(line)}</li>)}</ul>
      <div class="table-field" tabIndex={0} role="region" aria-label="Monitors">
        <table>
          <thead><tr><th scope="col">Monitor</th><th scope="col">State</th><th scope="col">A day</th><th scope="col">Before</th><th scope="col">Precision</th><th scope="col">Recall</th></tr></thead>
          <tbody>
            {monitors.map((m) => (
              <tr title={visible(m.rule_text)}>
                <th scope="row"><a href={href(clusterPath(m.run_id, m.cluster_id))}>{visible(m.name)}</a></th>
                <td class="text-cell">{m.state}{m.fails_more && <b class="bad"> · fails more</b>}</td>
                <td>{m.hits_per_day}</td>
                <td>{m.hits_per_day_before}</td>
                <td>{percent(m.precision)}</td>
                <td>{percent(m.recall)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
