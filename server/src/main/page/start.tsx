// Starts a run and shows how far it has come.

import { useEffect, useRef, useState } from "preact/hooks";
import { go, runPath, say, useAddress } from "./address";
import { visible } from "./format";
import type { Run, Source } from "./source";

const STAGES = ["sample", "read", "summarize", "embed", "cluster", "label", "emit"];

export function StartDialog(props: { source: Source; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [why, setWhy] = useState<string>();
  useEffect(() => dialog.current?.showModal(), []);
  const start = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const text = (name: string) => String(form.get(name) ?? "");
    try {
      const answer = await props.source.tool<{ run: Run }>("run_clustering", {
        level: text("level"),
        lookback_days: Number(text("days")),
        clustering_method: text("method"),
        ...(text("label") ? { run_label: text("label") } : {}),
        ...(form.get("all") ? { max_samples: "all" } : {}),
        wait_seconds: 0,
      });
      props.onClose();
      if (answer.run.status === "complete") go(runPath(answer.run.run_id));
      else say({ watch: answer.run.run_id });
    } catch (error) {
      setWhy(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <dialog ref={dialog} aria-labelledby="start-title" onClose={props.onClose}>
      <form onSubmit={start}>
        <h2 id="start-title">Cluster now</h2>
        <label>What <select name="level"><option value="trace">traces</option><option value="generation">generations</option><option value="session">sessions</option></select></label>
        <label>The last <input name="days" type="number" min="0.04" step="any" value="30" required /> days</label>
        <label>Method <select name="method"><option value="hdbscan">density (leaves outliers out)</option><option value="kmeans">k-means (everything in a group)</option></select></label>
        <label>Label <input name="label" pattern="[a-z0-9\-]*" placeholder="optional: a-z, 0-9, -" /></label>
        <label class="check"><input type="checkbox" name="all" /> everything, not a sample of 5,000</label>
        {why && <p class="failed" role="alert">{visible(why)}</p>}
        <div class="dialog-end">
          <button type="button" onClick={() => dialog.current?.close()}>Cancel</button>
          <button type="submit" class="primary">Start</button>
        </div>
      </form>
    </dialog>
  );
}

/** Follows the run that the address names until it is over. */
export function Watching(props: { source: Source; onDone: () => void }) {
  const { query } = useAddress();
  const watched = query.get("watch");
  const [run, setRun] = useState<Run>();
  useEffect(() => {
    if (!watched) return;
    let current = true;
    const follow = async () => {
      while (current) {
        try {
          const answer = await props.source.tool<{ run: Run }>("get_run", { run_id: watched, wait_seconds: 0 });
          if (!current) return;
          setRun(answer.run);
          if (answer.run.status === "complete") {
            props.onDone();
            go(runPath(watched));
            return;
          }
          if (answer.run.status === "failed" || answer.run.status === "cancelled") return;
        } catch {
          // The server may be starting again; the run goes on with it.
        }
        await new Promise((resolve) => setTimeout(resolve, 700));
      }
    };
    void follow();
    return () => {
      current = false;
    };
  }, [watched]);
  if (!watched || !run || run.run_id !== watched || run.status === "complete") return null;
  const at = STAGES.findIndex((s) => (run.stage ?? "").startsWith(s));
  const done = (Math.max(0, at) + (run.stage_done ?? 0)) / STAGES.length;
  return (
    <div class="watching" role="status">
      {run.status === "failed" ? (
        <span class="failed">The run failed: {visible(run.error ?? "")}</span>
      ) : run.status === "cancelled" ? (
        <span>The run was cancelled.</span>
      ) : (
        <>
          <span>Clustering: {run.stage ?? "waiting"}</span>
          <progress max="1" value={done} aria-label="Progress of the run" />
        </>
      )}
      <button type="button" onClick={() => say({ watch: undefined })}>Hide</button>
    </div>
  );
}
