// The page: its frame, and which view the address asks for.

import { render } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { followLinks, go, href, runPath, useAddress } from "./address";
import { ClusterView } from "./cluster";
import { palette } from "./color";
import { EmbeddedSource, written } from "./embedded";
import { runName } from "./format";
import { JobsView } from "./jobs";
import { CompareView, SearchView } from "./others";
import { TokenForm, useAsked, useTokenWanted } from "./pieces";
import { RunView } from "./run";
import { ServerSource, type Run, type Source } from "./source";
import { StartDialog, Watching } from "./start";
import { TraceView } from "./trace";

const LEVELS = ["trace", "generation", "session"];
type Theme = "auto" | "light" | "dark";

function Page({ source }: { source: Source }) {
  const { at, query } = useAddress();
  const [theme, setTheme] = useTheme();
  const dark = useDark(theme);
  const colors = useMemo(() => palette(dark), [dark]);
  const [fresh, setFresh] = useState(0);
  const listed = useAsked(() => source.tool<{ runs: Run[] }>("list_runs", { limit: 200 }), [fresh]);
  const [runs, setRuns] = useState<Run[]>([]);
  useEffect(() => {
    if (listed.value) setRuns(listed.value.runs);
  }, [listed.value]);
  const [starting, setStarting] = useState(false);
  const named = at.view === "run" || at.view === "cluster" ? at.run : (query.get("run") ?? undefined);
  const complete = runs.filter((r) => r.status === "complete");
  // What the default job for generations makes by itself is not what people mean who name no run.
  const latest = complete.find((r) => r.level === "trace" || !/_jdefault-/.test(r.run_id)) ?? complete[0];
  const current = runs.find((r) => r.run_id === named) ?? latest;
  useEffect(() => {
    document.title = at.view === "run" ? "Tracemap" : at.view[0]!.toUpperCase() + at.view.slice(1) + " · Tracemap";
  }, [at.view]);
  const closed = useTokenWanted();
  if (closed) return <TokenForm />;
  const link = (path: string, name: string, here: boolean) => (
    <a href={href(path)} aria-current={here ? "page" : undefined}>{name}</a>
  );
  return (
    <>
      <header class="top">
        <a class="brand" href={href("/")}><Mark />Tracemap</a>
        <nav aria-label="Views">
          {link(named ? runPath(named) : "/", "Map", at.view === "run" || at.view === "cluster")}
          {source.live && link("/search", "Search", at.view === "search")}
          {source.live && link("/compare", "Compare", at.view === "compare")}
          {source.live && link("/jobs", "Jobs", at.view === "jobs")}
        </nav>
        <div class="top-end">
          {runs.length > 0 && (at.view === "run" || at.view === "cluster") && <RunChoice runs={runs} current={current} />}
          <button type="button" aria-label={"Colours: " + theme} title={"Colours: " + theme} class="theme" onClick={() => setTheme(theme === "auto" ? (dark ? "light" : "dark") : theme === "dark" ? "light" : "dark")}>
            {dark ? "☾" : "☀"}
          </button>
          {source.live && <button type="button" class="primary" onClick={() => setStarting(true)}>Cluster now</button>}
        </div>
      </header>
      <Watching source={source} onDone={() => setFresh(fresh + 1)} />
      {starting && <StartDialog source={source} onClose={() => setStarting(false)} />}
      {at.view === "run" && <RunView source={source} {...(at.run ? { run: at.run } : {})} palette={colors} />}
      {at.view === "cluster" && <ClusterView source={source} run={at.run} cluster={at.cluster} palette={colors} />}
      {at.view === "trace" && <TraceView source={source} trace={at.trace} />}
      {at.view === "search" && <SearchView source={source} />}
      {at.view === "compare" && <CompareView source={source} runs={runs} />}
      {at.view === "jobs" && <JobsView source={source} runs={runs} />}
    </>
  );
}

function RunChoice({ runs, current }: { runs: Run[]; current: Run | undefined }) {
  const complete = runs.filter((r) => r.status === "complete");
  const levels = LEVELS.filter((level) => complete.some((r) => r.level === level));
  const level = current?.level ?? levels[0];
  return (
    <>
      {levels.length > 1 && (
        <div class="choice" role="group" aria-label="Level">
          {levels.map((each) => (
            <button type="button" aria-pressed={each === level} onClick={() => go(runPath(complete.find((r) => r.level === each)!.run_id))}>{each}s</button>
          ))}
        </div>
      )}
      <select class="run-choice" aria-label="Run" value={current?.run_id} onChange={(e) => go(runPath(e.currentTarget.value))}>
        {complete.filter((r) => r.level === level).map((r) => (
          <option value={r.run_id}>{runName(r.run_id)}{r.job ? " · " + r.job : ""}</option>
        ))}
      </select>
    </>
  );
}

function Mark() {
  return (
    <svg viewBox="0 0 32 32" width="22" height="22" aria-hidden="true">
      <g class="mark-a"><circle cx="10" cy="11" r="4.4" /><circle cx="18" cy="7" r="2.4" /><circle cx="7" cy="19" r="2.2" /></g>
      <g class="mark-b"><circle cx="22" cy="21" r="4.8" /><circle cx="15" cy="25" r="2.4" /><circle cx="25" cy="12" r="2" /></g>
    </svg>
  );
}

function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, set] = useState<Theme>(() => (kept("theme") as Theme | undefined) ?? "auto");
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  return [
    theme,
    (next) => {
      set(next);
      try {
        localStorage.setItem("theme", next);
      } catch {
        // Not kept where nothing may be kept.
      }
    },
  ];
}

function kept(name: string): string | undefined {
  try {
    return localStorage.getItem(name) ?? undefined;
  } catch {
    return undefined;
  }
}

function useDark(theme: Theme): boolean {
  const system = useMemo(() => matchMedia("(prefers-color-scheme: dark)"), []);
  const [dark, set] = useState(system.matches);
  useEffect(() => {
    const listener = () => set(system.matches);
    system.addEventListener("change", listener);
    return () => system.removeEventListener("change", listener);
  }, [system]);
  return theme === "auto" ? dark : theme === "dark";
}

const target = document.getElementById("page")!;
target.textContent = "";
followLinks();
const held = written();
render(<Page source={held ? new EmbeddedSource(held) : new ServerSource()} />, target);
