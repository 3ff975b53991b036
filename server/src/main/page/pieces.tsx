// What several views share.

import { useEffect, useState } from "preact/hooks";
import { visible } from "./format";
import { ServerSource, TokenWanted } from "./source";

export interface Asked<T> {
  value?: T;
  error?: string;
}

const wanting = new Set<() => void>();

/** Whether an answer was refused for want of a token. */
export function useTokenWanted(): boolean {
  const [wanted, set] = useState(false);
  useEffect(() => {
    const listener = () => set(true);
    wanting.add(listener);
    return () => void wanting.delete(listener);
  }, []);
  return wanted;
}

export function TokenForm() {
  const enter = (event: SubmitEvent) => {
    event.preventDefault();
    ServerSource.use(String(new FormData(event.currentTarget as HTMLFormElement).get("token") ?? ""));
    location.reload();
  };
  return (
    <main class="empty">
      <h1>A token, please</h1>
      <p class="aside">This server was started with a token, and shows its data to whoever has it.</p>
      <form class="search" onSubmit={enter}>
        <input type="password" name="token" aria-label="Token" autocomplete="off" required />
        <button type="submit" class="primary">Enter</button>
      </form>
    </main>
  );
}

/** Asks again when one of the reasons changes; an answer that comes too late is dropped. */
export function useAsked<T>(ask: () => Promise<T>, reasons: unknown[]): Asked<T> {
  const [asked, setAsked] = useState<Asked<T> & { key?: string }>({});
  const key = JSON.stringify(reasons.map((r) => (typeof r === "object" ? typeof r : r)));
  useEffect(() => {
    let current = true;
    ask().then(
      (value) => current && setAsked({ value, key }),
      (error: unknown) => {
        if (error instanceof TokenWanted) for (const listener of wanting) listener();
        if (current) setAsked({ error: error instanceof Error ? error.message : String(error), key });
      },
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

/** Tested differences, a line each. They say what goes together, not why. */
export function Drivers({ lines }: { lines: string[] }) {
  return (
    <ul class="drivers">
      {lines.map((line) => <li>{visible(line.replace(/^- /, ""))}</li>)}
    </ul>
  );
}
