// A summary: its flow as boxes, its bullets with references to lines, its notes.

import { visible } from "./format";
import type { Note, TraceView } from "./source";

export function SummaryView(props: { summary: TraceView["summary"]; linked: (line: string) => string; onLine?: (line: string) => void }) {
  const steps = props.summary.flow.split("->").map((s) => s.trim()).filter((s) => s !== "");
  return (
    <div class="summary">
      {steps.length > 0 && (
        <ol class="flow" aria-label="Flow">
          {steps.map((step) => <li>{visible(step)}</li>)}
        </ol>
      )}
      <Notes notes={props.summary.bullets} {...props} />
      {props.summary.notes.length > 0 && (
        <>
          <h3>Worth noting</h3>
          <Notes notes={props.summary.notes} {...props} />
        </>
      )}
    </div>
  );
}

function Notes(props: { notes: Note[]; linked: (line: string) => string; onLine?: (line: string) => void }) {
  return (
    <ul class="notes">
      {props.notes.map((note) => (
        <li>
          {visible(note.text)}
          {note.lines.map((line) => (
            <>
              {" "}
              <a class="line-ref" href={props.linked(line)} onClick={(e) => props.onLine && (e.preventDefault(), props.onLine(line))}>{line}</a>
            </>
          ))}
        </li>
      ))}
    </ul>
  );
}
