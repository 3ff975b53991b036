// What went wrong: in a trace, with the lines that show it; in a cluster, with how frequent it is elsewhere.

import { count, percent, visible } from "./format";
import type { Finding, FindingShare } from "./source";

export function TraceFindings(props: { findings: Finding[] | undefined; linked: (line: string) => string; onLine: (line: string) => void }) {
  if (!props.findings || props.findings.length === 0) return null;
  return (
    <section aria-label="Findings">
      <h2>What went wrong</h2>
      <ul class="notes findings">
        {props.findings.map((finding) => (
          <li data-kind={finding.kind}>
            <strong class="bad" title={"Severity " + finding.severity + " of 5"}>{finding.kind.replace(/_/g, " ")}</strong> {visible(finding.text)}
            {finding.lines.map((line) => (
              <>
                {" "}
                <a class="line-ref" href={props.linked(line)} onClick={(e) => (e.preventDefault(), props.onLine(line))}>{line}</a>
              </>
            ))}
          </li>
        ))}
      </ul>
    </section>
  );
}

export function ClusterFindings({ findings, concern }: { findings: FindingShare[] | undefined; concern: number | undefined }) {
  if (!findings || findings.length === 0) return null;
  return (
    <section aria-label="Findings">
      <h2>What goes wrong</h2>
      {concern !== undefined && <p class="aside">Concern {concern.toFixed(1)} of 5 on average</p>}
      <table>
        <thead><tr><th scope="col">Finding</th><th scope="col">items</th><th scope="col">here</th><th scope="col">elsewhere</th></tr></thead>
        <tbody>
          {findings.map((f) => (
            <tr data-kind={f.kind}>
              <th scope="row"><span class="kind" title="Severity, of 5">{f.severity}</span> {f.kind.replace(/_/g, " ")}</th>
              <td>{count(f.items)}</td>
              <td>{percent(f.share)}</td>
              <td>{percent(f.elsewhere)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
