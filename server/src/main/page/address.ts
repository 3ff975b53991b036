// What is shown stands in the address, so that every view has a link.

import { useEffect, useState } from "preact/hooks";

export type View =
  | { view: "run"; run?: string }
  | { view: "cluster"; run: string; cluster: number }
  | { view: "trace"; trace: string }
  | { view: "search" | "compare" | "jobs" };

export interface Address {
  at: View;
  query: URLSearchParams;
}

/** A page that holds its data keeps its address behind the hash: it may lie anywhere. */
const FILE = document.getElementById("data") !== null;
/** In a chat the page is shown in a frame whose address belongs to the host: ours is only remembered. */
const CHAT = document.documentElement.dataset.shown === "chat";

let remembered = "/";
const former: string[] = [];

const listeners = new Set<() => void>();

export function address(): Address {
  const [path, query] = CHAT ? split(remembered) : FILE ? split(location.hash.slice(1)) : [location.pathname, location.search];
  const parts = (path ?? "").split("/").filter((p) => p !== "").map(decodeURIComponent);
  return { at: view(parts), query: new URLSearchParams(query) };
}

function split(hash: string): [string, string] {
  const mark = hash.indexOf("?");
  return mark < 0 ? [hash, ""] : [hash.slice(0, mark), hash.slice(mark)];
}

function view(parts: string[]): View {
  const [first, second, third, fourth] = parts;
  if (first === "runs" && second && third === "clusters" && fourth !== undefined) {
    return { view: "cluster", run: second, cluster: Number(fourth) };
  }
  if (first === "runs" && second) return { view: "run", run: second };
  if (first === "traces" && second) return { view: "trace", trace: second };
  if (first === "search" || first === "compare" || first === "jobs") return { view: first };
  return { view: "run" };
}

export const href = (path: string) => (FILE || CHAT ? "#" + path : path);

export function go(path: string) {
  if (CHAT) {
    former.push(remembered);
    remembered = path;
    scrollTo(0, 0);
    tell();
    return;
  }
  if (FILE) {
    location.hash = path;
    return;
  }
  history.pushState(null, "", path);
  scrollTo(0, 0);
  tell();
}

/** Changes what the address says beside the place; a change of mind is not a step back. */
export function say(changes: Record<string, string | undefined>) {
  const query = address().query;
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined || value === "") query.delete(name);
    else query.set(name, value);
  }
  const text = query.toString();
  if (CHAT) {
    remembered = split(remembered)[0] + (text ? "?" + text : "");
    tell();
    return;
  }
  const path = FILE ? "#" + split(location.hash.slice(1))[0] : location.pathname;
  history.replaceState(null, "", path + (text ? "?" + text : ""));
  tell();
}

/** How many steps back there are; known in a chat only, elsewhere the browser keeps them. */
export const stepsBack = () => former.length;

export function back() {
  remembered = former.pop() ?? remembered;
  tell();
}

function tell() {
  for (const listener of listeners) listener();
}

export function useAddress(): Address {
  const [, again] = useState(0);
  useEffect(() => {
    const listener = () => again((n) => n + 1);
    listeners.add(listener);
    addEventListener("popstate", listener);
    addEventListener("hashchange", listener);
    return () => {
      listeners.delete(listener);
      removeEventListener("popstate", listener);
      removeEventListener("hashchange", listener);
    };
  }, []);
  return address();
}

export const runPath = (run: string) => "/runs/" + encodeURIComponent(run);
export const clusterPath = (run: string, id: number) => runPath(run) + "/clusters/" + id;
export const tracePath = (trace: string) => "/traces/" + encodeURIComponent(trace);

/** Follows links within the page without loading it anew. */
export function followLinks() {
  if (FILE) return;
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest("a");
    const target = link?.getAttribute("href");
    if (CHAT) {
      // Whatever key is held: there is no other tab to open it in.
      if (target?.startsWith("#/") && !event.defaultPrevented) go(target.slice(1));
      if (link) event.preventDefault();
      return;
    }
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    if (!link || !target || !target.startsWith("/") || link.target) return;
    event.preventDefault();
    go(target);
  });
}
