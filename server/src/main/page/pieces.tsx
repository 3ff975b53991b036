// What several views share.

import { useEffect, useState } from "preact/hooks";
import { visible } from "./format";

export interface Asked<T> {
  value?: T;
  error?: string;
}

/** Asks again when one of the reasons changes; an answer that comes too late is dropped. */
export function useAsked<T>(ask: () => Promise<T>, reasons: unknown[]): Asked<T> {
  const [asked, setAsked] = useState<Asked<T> & { key?: string }>({});
  const key = JSON.stringify(reasons.map((r) => (typeof r === "object" ? typeof r : r)));
  useEffect(() => {
    let current = true;
    ask().then(
      (value) => current && setAsked({ value, key }),
      (error: unknown) => current && setAsked({ error: error instanceof Error ? error.message : String(error), key }),
    );
    return () => {
      current = false;
    };
  }, [key]);
  return asked.key === key ? asked : {};
}

export function Waiting({ what }: { what: string }) {
  return <p class="waiting" role="status">{what}…</p>;
}

export function Failed({ why, first }: { why: string; first?: boolean }) {
  const body = <p class="failed" role="alert">{visible(why)}</p>;
  return first ? <main class="empty"><h1>Nothing to show</h1>{body}</main> : body;
}

/** Lines that begin with a dash become a list; the text stays text. */
export function Description({ text }: { text: string }) {
  const lines = text.split("\n").map((l) => l.trim()).filter((l) => l !== "");
  return (
    <ul class="description">
      {lines.map((line) => <li>{visible(line.replace(/^[-•*]\s*/, ""))}</li>)}
    </ul>
  );
}
