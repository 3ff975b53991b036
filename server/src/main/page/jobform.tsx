// The form that makes a job or changes one. What it does not show stays as it is.

import { useEffect, useRef, useState } from "preact/hooks";
import { visible } from "./format";
import type { Filter, Job, JobInputs, Source } from "./source";

const OPERATORS = ["exact", "is_not", "icontains", "not_icontains", "regex", "gt", "lt", "in", "is_set", "is_not_set"];
const PROPERTIES = ["model", "provider", "event", "is_error", "span_name", "distinct_id", "item_cost_usd", "item_latency_s", "item_cluster", "facet.turn_count", "facet.tool_error_count", "user.plan", "session.model"];

interface Row {
  key: number;
  property: string;
  operator: string;
  value: string;
}

export function JobDialog(props: { source: Source; job?: Job; onSaved: () => void; onClose: () => void }) {
  const { job } = props;
  const inputs = job?.inputs;
  const dialog = useRef<HTMLDialogElement>(null);
  const [why, setWhy] = useState<string>();
  const [rows, setRows] = useState<Row[]>(() => (inputs?.filters ?? []).map(row));
  useEffect(() => dialog.current?.showModal(), []);
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    try {
      await props.source.tool("save_job", {
        ...(job ? { job_id: job.job_id } : {}),
        name: String(form.get("name")),
        inputs: changes(form, inputs, rows),
        schedule: String(form.get("schedule")),
        enabled: form.get("enabled") !== null,
      });
      props.onSaved();
      dialog.current?.close();
    } catch (error) {
      setWhy(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <dialog ref={dialog} class="job-form" aria-labelledby="job-title" onClose={props.onClose}>
      <form onSubmit={save}>
        <h2 id="job-title">{job ? "Change a job" : "New job"}</h2>
        <label>Name <input name="name" required maxLength={80} defaultValue={job?.name ?? ""} placeholder="Refunds of the last week" /></label>
        <label>What <select name="level">{options(["trace", "generation", "session"], inputs?.level, (level) => level + "s")}</select></label>
        <label>The last <input name="days" type="number" min="0.04" max="36500" step="any" required={!inputs?.from}
          placeholder={inputs?.from ? "a fixed window from " + inputs.from : ""} defaultValue={inputs?.from ? "" : String(inputs?.lookback_days ?? 7)} /> days</label>
        <label>At most <input name="most" type="number" min="1" step="1" placeholder="everything"
          defaultValue={inputs?.max_samples === "all" ? "" : String(inputs?.max_samples ?? 5000)} /> items</label>
        <label>Method <select name="method">{options(["hdbscan", "kmeans"], inputs?.clustering_method, (method) => (method === "kmeans" ? "k-means (everything in a group)" : "density (leaves outliers out)"))}</select></label>
        <label>Only about <input name="meaning" maxLength={500} defaultValue={inputs?.meaning ?? ""} placeholder="optional: refund requests" /></label>
        <Filters rows={rows} change={setRows} />
        <label>Runs <select name="schedule">{options(["daily", "hourly", "weekly", "off"], job?.schedule, (word) => (word === "off" ? "only when asked" : word))}</select></label>
        <label class="check"><input type="checkbox" name="enabled" defaultChecked={job?.enabled ?? true} /> switched on</label>
        {why && <p class="failed" role="alert">{visible(why)}</p>}
        <div class="dialog-end">
          <button type="button" onClick={() => dialog.current?.close()}>Cancel</button>
          <button type="submit" class="primary">Save</button>
        </div>
      </form>
    </dialog>
  );
}

function options(words: string[], chosen: string | undefined, shown: (word: string) => string) {
  return words.map((word) => <option value={word} selected={word === chosen}>{shown(word)}</option>);
}

function Filters({ rows, change }: { rows: Row[]; change: (rows: Row[]) => void }) {
  const put = (at: number, part: Partial<Row>) => change(rows.map((each, i) => (i === at ? { ...each, ...part } : each)));
  return (
    <fieldset>
      <legend>Filters</legend>
      <datalist id="properties">{PROPERTIES.map((name) => <option value={name} />)}</datalist>
      {rows.map((each, i) => (
        <div class="filter-row" key={each.key}>
          <input aria-label={`Property ${i + 1}`} list="properties" required value={each.property} onInput={(e) => put(i, { property: e.currentTarget.value })} />
          <select aria-label={`Operator ${i + 1}`} value={each.operator} onChange={(e) => put(i, { operator: e.currentTarget.value })}>
            {OPERATORS.map((word) => <option value={word}>{word.replaceAll("_", " ")}</option>)}
          </select>
          {!wordless(each.operator) && (
            <input aria-label={`Value ${i + 1}`} required value={each.value} placeholder={each.operator === "in" ? "a, b" : ""} onInput={(e) => put(i, { value: e.currentTarget.value })} />
          )}
          <button type="button" aria-label={`Remove filter ${i + 1}`} onClick={() => change(rows.filter((_, other) => other !== i))}>×</button>
        </div>
      ))}
      <button type="button" onClick={() => change([...rows, row({ property: "", operator: "exact" })])}>Add a filter</button>
    </fieldset>
  );
}

const wordless = (operator: string) => operator === "is_set" || operator === "is_not_set";

let made = 0;

function row(filter: Filter): Row {
  const value = filter.value;
  return {
    key: made++,
    property: filter.property,
    operator: filter.operator,
    value: value === undefined ? "" : Array.isArray(value) ? value.join(", ") : String(value),
  };
}

function changes(form: FormData, before: JobInputs | undefined, rows: Row[]) {
  const days = String(form.get("days") ?? "");
  const most = String(form.get("most") ?? "");
  return {
    level: String(form.get("level")),
    ...(days ? { lookback_days: Number(days), ...(before?.from ? { from: null, to: null } : {}) } : {}),
    max_samples: most ? Number(most) : "all",
    clustering_method: String(form.get("method")),
    meaning: String(form.get("meaning") ?? "").trim() || null,
    filters: rows.map(({ property, operator, value }): Filter => ({
      property: property.trim(),
      operator,
      ...(wordless(operator) ? {} : { value: operator === "in" ? value.split(",").map((each) => each.trim()).filter((each) => each !== "") : value }),
    })),
  };
}
