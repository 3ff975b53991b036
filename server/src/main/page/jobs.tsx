// Jobs: saved configurations, how their turns went, and all runs. Jobs are changed in jobform.tsx.

import { useEffect, useState } from "preact/hooks";
import { href, runPath, say } from "./address";
import { count, moment, runName, visible } from "./format";
import { JobDialog } from "./jobform";
import { Monitors } from "./monitors";
import { Failed, useAsked } from "./pieces";
import type { Job, Run, Source } from "./source";

export function JobsView({ source, runs }: { source: Source; runs: Run[] }) {
  const [changes, setChanges] = useState(0);
  const asked = useAsked(() => source.tool<{ jobs: Job[] }>("list_jobs", {}), [changes]);
  const [jobs, setJobs] = useState<Job[]>([]);
  useEffect(() => {
    if (asked.value) setJobs(asked.value.jobs);
  }, [asked.value]);
  const [edited, setEdited] = useState<Job | "new">();
  const [failed, setFailed] = useState<string>();
  const changed = () => setChanges((n) => n + 1);
  const attempt = async (work: () => Promise<unknown>) => {
    setFailed(undefined);
    try {
      await work();
      changed();
    } catch (error) {
      setFailed(error instanceof Error ? error.message : String(error));
    }
  };
  const edit = (job: Job) =>
    attempt(async () => setEdited((await source.tool<{ jobs: Job[] }>("list_jobs", { job_id: job.job_id })).jobs[0]));
  return (
    <main class="narrow">
      <h1>Jobs</h1>
      <p class="aside">Saved configurations that cluster by themselves. A default job is off while there is another job of its level.</p>
      {asked.error && <Failed why={asked.error} />}
      {failed && <Failed why={failed} />}
      <ul class="jobs">
        {jobs.map((job) => (
          <li key={job.job_id} data-job={job.job_id}>
            <strong>{visible(job.name)}</strong>
            <Facts job={job} />
            {source.edits && <Actions source={source} job={job} attempt={attempt} edit={() => void edit(job)} />}
          </li>
        ))}
      </ul>
      {source.edits && <p><button type="button" onClick={() => setEdited("new")}>New job</button></p>}
      {edited && <JobDialog source={source} {...(edited === "new" ? {} : { job: edited })} onSaved={changed} onClose={() => setEdited(undefined)} />}
      <Monitors source={source} />
      <AllRuns runs={runs} />
    </main>
  );
}

function Facts({ job }: { job: Job }) {
  return (
    <>
      <span>{job.level}s{job.lookback_days === undefined ? "" : `, the last ${job.lookback_days} days`}{job.default ? ", default" : ""}{job.enabled ? ", " + job.schedule : ", switched off"}</span>
      {job.next_turn && <span>next turn: {moment(job.next_turn)}</span>}
      {job.last_turn && <span>last turn: {visible(job.last_turn)}</span>}
      {job.last_run_id && <span>last run: <a href={href(runPath(job.last_run_id))}>{runName(job.last_run_id)}</a> {job.last_run_status}</span>}
    </>
  );
}

function Actions(props: { source: Source; job: Job; attempt: (work: () => Promise<unknown>) => Promise<void>; edit: () => void }) {
  const { source, job, attempt } = props;
  const [sure, setSure] = useState(false);
  const run = () =>
    attempt(async () => {
      const answer = await source.tool<{ run: Run }>("run_clustering", { job: job.job_id, wait_seconds: 0 });
      say({ watch: answer.run.run_id });
    });
  const name = visible(job.name);
  return (
    <div class="job-actions">
      <button type="button" aria-label={"Run now: " + name} onClick={() => void run()}>Run now</button>
      {!job.default && (
        <>
          <button type="button" aria-label={"Edit: " + name} onClick={props.edit}>Edit</button>
          <button type="button" aria-label={(job.enabled ? "Switch off: " : "Switch on: ") + name}
            onClick={() => void attempt(() => source.tool("save_job", { job_id: job.job_id, enabled: !job.enabled }))}>
            {job.enabled ? "Switch off" : "Switch on"}
          </button>
          <button type="button" aria-label={(sure ? "Really delete: " : "Delete: ") + name} onBlur={() => setSure(false)}
            onClick={() => (sure ? void attempt(() => source.tool("delete_job", { job_id: job.job_id })) : setSure(true))}>
            {sure ? "Really delete?" : "Delete"}
          </button>
        </>
      )}
    </div>
  );
}

function AllRuns({ runs }: { runs: Run[] }) {
  return (
    <>
      <h2>Runs</h2>
      <div class="table-field" tabIndex={0} role="region" aria-label="Runs">
        <table>
          <thead><tr><th scope="col">Run</th><th scope="col">Status</th><th scope="col">Level</th><th scope="col">Items</th><th scope="col">Clusters</th><th scope="col">Outliers</th></tr></thead>
          <tbody>
            {runs.map((run) => (
              <tr>
                <th scope="row">{run.status === "complete" ? <a href={href(runPath(run.run_id))}>{runName(run.run_id)}</a> : runName(run.run_id)}</th>
                <td class="text-cell">{run.status}{run.error ? ": " + visible(run.error) : ""}</td>
                <td class="text-cell">{run.level}</td>
                <td>{count(run.items)}</td>
                <td>{count(run.clusters)}</td>
                <td>{count(run.noise)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
