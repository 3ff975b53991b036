// A run that was written into the page, for a file that is passed on.

import { Advice, type Group, type Source } from "./source";
import { blocks, type Points } from "./points";

interface Written {
  run: { run_id: string };
  clusters: unknown[];
  groups?: Group[];
  details: Record<string, { members: unknown[] }>;
  header: { items: number; block_items: number; time: [number, number]; models: string[] };
  /** Base64. */
  points: string;
  titles?: string[];
}

/** The data written into this document, if any. */
export function written(): Written | undefined {
  const element = document.getElementById("data");
  return element ? (JSON.parse(element.textContent ?? "") as Written) : undefined;
}

export class EmbeddedSource implements Source {
  live = false;
  traces = false;
  edits = false;

  constructor(private readonly all: Written) {}

  async tool<T>(name: string, args: object): Promise<T> {
    const asked = args as { cluster_id?: number; cursor?: string };
    switch (name) {
      case "list_runs":
        return { runs: [this.all.run] } as T;
      case "get_clusters":
        return { run: this.all.run, clusters: this.all.clusters } as T;
      case "get_cluster": {
        const detail = this.all.details[String(asked.cluster_id)];
        if (detail) return detail as T;
      }
    }
    throw new Advice("this file holds a map, not the traces behind it");
  }

  async ask<T>(name: string, query: Record<string, string>): Promise<T> {
    if (name === "items") {
      const indexes = (query.indexes ?? "").split(",").map(Number);
      const titles = this.all.titles;
      return { items: titles ? indexes.map((index) => ({ index, trace_id: "", item_id: "", title: titles[index] ?? "" })) : [] } as T;
    }
    if (name === "groups") return { groups: this.all.groups ?? [] } as T;
    throw new Advice("not in this file");
  }

  async points(): Promise<Points> {
    return blocks(this.all.header, Uint8Array.from(atob(this.all.points), (c) => c.charCodeAt(0)));
  }
}
