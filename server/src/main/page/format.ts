// Amounts as people read them, and text as it really is.

const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

export const count = (n: number | undefined) => (n === undefined ? "–" : whole.format(n));

export function cost(usd: number | undefined): string {
  if (usd === undefined || Number.isNaN(usd)) return "–";
  if (usd === 0) return "$0";
  if (usd < 0.0001) return "<$0.0001";
  if (usd < 1) return "$" + usd.toFixed(4);
  return "$" + (usd < 100 ? usd.toFixed(2) : whole.format(usd));
}

export function seconds(s: number | undefined): string {
  if (s === undefined || Number.isNaN(s)) return "–";
  if (s < 1) return Math.round(s * 1000) + " ms";
  if (s < 100) return s.toFixed(1) + " s";
  if (s < 5400) return Math.round(s) + " s";
  return (s / 3600).toFixed(1) + " h";
}

export const percent = (share: number | undefined) =>
  share === undefined ? "–" : share > 0 && share < 0.0005 ? "<0.1%" : (share * 100).toFixed(1) + "%";

export const tokens = (n: number | undefined) =>
  n === undefined ? "–" : n < 10000 ? whole.format(n) : (n / 1000).toFixed(1) + "k";

const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
const minute = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
  timeZone: "UTC",
});

export const date = (time: string | number) => day.format(new Date(time));
export const moment = (time: string | number) => minute.format(new Date(time)) + " UTC";

// Control characters, direction overrides and invisible characters can make text look like something else.
const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/** Text with every character that hides or reorders others written out. */
export const visible = (text: string) =>
  text.replace(HIDDEN, (c) => "\\u{" + c.codePointAt(0)!.toString(16) + "}");

export const short = (text: string, most: number) =>
  text.length <= most ? text : text.slice(0, most - 1).trimEnd() + "…";

/** A run's name without what stands around it anyway. */
export function runName(runId: string): string {
  const parts = /^\d+_([a-z]+)_(\d{4})(\d\d)(\d\d)_(\d\d)(\d\d)\d\d(?:_(.*))?$/.exec(runId);
  if (!parts) return runId;
  const [, , year, month, dayOf, hour, min, rest] = parts;
  return `${date(`${year}-${month}-${dayOf}T00:00:00Z`)}, ${hour}:${min}` + (rest ? ` · ${rest.replaceAll("_", " · ")}` : "");
}
