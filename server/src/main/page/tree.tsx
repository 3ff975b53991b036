// The broader groups over a run's clusters, as a tree beside the map.

import { useMemo, useRef, useState } from "preact/hooks";
import { clusterPath, go, say, useAddress } from "./address";
import { clusterColor, type Palette } from "./color";
import { count, percent, visible } from "./format";
import type { Points } from "./points";
import type { Cluster, Group, Run } from "./source";

interface Row {
  id: string;
  level: number;
  title: string;
  items: number;
  parent?: string;
  group?: Group;
  cluster?: Cluster;
}

/** What stands in the tree from top to bottom, as far as it is unfolded. */
export function rowsOf(groups: Group[], clusters: Cluster[], unfolded: Set<string>): Row[] {
  const bySize = [...clusters].sort((a, b) => Number(a.cluster_id < 0) - Number(b.cluster_id < 0) || b.items - a.items);
  const rows: Row[] = [];
  const visit = (parent: Group | undefined, level: number) => {
    const below = groups.filter((g) => g.parent_id === parent?.node_id);
    const held = new Set(below.flatMap((g) => g.clusters));
    const up = parent ? { parent: parent.node_id } : {};
    for (const group of below) {
      rows.push({ id: group.node_id, level, title: group.title, items: group.items, group, ...up });
      if (unfolded.has(group.node_id)) visit(group, level + 1);
    }
    for (const cluster of bySize) {
      const here = parent ? parent.clusters.includes(cluster.cluster_id) : true;
      if (here && !held.has(cluster.cluster_id)) {
        rows.push({ id: "c" + cluster.cluster_id, level, title: cluster.title, items: cluster.items, cluster, ...up });
      }
    }
  };
  visit(undefined, 1);
  return rows;
}

/** Which points lie in the group that the address names; none where it names none. */
export function inGroup(points: Points | undefined, groups: Group[], named: string | null): Uint8Array | undefined {
  const group = groups.find((g) => g.node_id === named);
  if (!points || !group) return undefined;
  const clusters = new Set(group.clusters);
  return Uint8Array.from(points.cluster.subarray(0, points.items), (id) => (clusters.has(id) ? 1 : 0));
}

export function Tree(props: { run: Run; groups: Group[]; clusters: Cluster[]; palette: Palette; onHint: (id: number | undefined) => void }) {
  const { run, groups, clusters, palette, onHint } = props;
  const { query } = useAddress();
  const unfolded = useMemo(() => new Set((query.get("unfolded") ?? "").split("_").filter((id) => id !== "")), [query.get("unfolded")]);
  const chosen = query.get("group");
  const rows = useMemo(() => rowsOf(groups, clusters, unfolded), [groups, clusters, unfolded]);
  const [at, setAt] = useState<string>();
  const list = useRef<HTMLUListElement>(null);
  const current = rows.some((r) => r.id === at) ? at : rows[0]?.id;
  const focus = (row: Row | undefined) => {
    if (!row) return;
    setAt(row.id);
    list.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(row.id)}"]`)?.focus();
  };
  const unfold = (id: string, open: boolean) => {
    const next = new Set(unfolded);
    if (open) next.add(id);
    else next.delete(id);
    say({ unfolded: [...next].sort().join("_") });
  };
  const choose = (row: Row) => {
    if (row.cluster) go(clusterPath(run.run_id, row.cluster.cluster_id));
    else say({ group: chosen === row.id ? undefined : row.id });
  };
  const key = (event: KeyboardEvent, row: Row, index: number) => {
    const open = row.group !== undefined && unfolded.has(row.id);
    if (event.key === "ArrowDown") focus(rows[index + 1]);
    else if (event.key === "ArrowUp") focus(rows[index - 1]);
    else if (event.key === "Home") focus(rows[0]);
    else if (event.key === "End") focus(rows.at(-1));
    else if (event.key === "ArrowRight" && row.group) {
      if (open) focus(rows[index + 1]);
      else unfold(row.id, true);
    } else if (event.key === "ArrowLeft") {
      if (open) unfold(row.id, false);
      else focus(rows.find((r) => r.id === row.parent));
    } else if (event.key === "Enter" || event.key === " ") choose(row);
    else return;
    event.preventDefault();
  };
  return (
    <ul class="tree" role="tree" aria-label="Groups of clusters" ref={list}>
      {rows.map((row, index) => {
        const { group, cluster } = row;
        const open = group !== undefined && unfolded.has(row.id);
        return (
          <li key={row.id} role="treeitem" data-row={row.id} aria-level={row.level} aria-selected={chosen === row.id}
            {...(group ? { "aria-expanded": open } : {})} tabIndex={row.id === current ? 0 : -1}
            class={group ? "tree-group" : "tree-cluster"} style={{ paddingLeft: row.level * 18 - 10 + "px" }}
            onClick={() => (setAt(row.id), choose(row))} onKeyDown={(event) => key(event, row, index)}
            onFocus={() => setAt(row.id)} onMouseEnter={() => onHint(cluster?.cluster_id)} onMouseLeave={() => onHint(undefined)}>
            {group ? (
              <span class="tree-twist" aria-hidden="true" onClick={(event) => (event.stopPropagation(), unfold(row.id, !open))}>{open ? "▾" : "▸"}</span>
            ) : (
              <i class={cluster!.cluster_id < 0 ? "swatch swatch-noise" : "swatch"} style={cluster!.cluster_id < 0 ? {} : { background: clusterColor(cluster!.cluster_id, palette) }} />
            )}
            <span class="tree-title">{visible(row.title)}</span>
            <span class="tree-items" data-items={row.items}>{count(row.items)} · {percent(row.items / Math.max(1, run.items ?? 1))}</span>
          </li>
        );
      })}
    </ul>
  );
}
