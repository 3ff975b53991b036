// The items of a run as columns, as the server packs them: seventeen bytes an item.

export const NO_MODEL = 127;

export interface Points {
  items: number;
  /** Milliseconds of the first and the last item. */
  time: [number, number];
  models: string[];
  /** Not a number where absent. US dollars, seconds. */
  cost: Float32Array;
  latency: Float32Array;
  /** 0 to 1 across a square around all items; y upwards. */
  x: Float32Array;
  y: Float32Array;
  /** -1 is noise. */
  cluster: Int16Array;
  /** 0 to 1 from the first to the last item. */
  when: Float32Array;
  error: Uint8Array;
  model: Uint8Array;
}

interface Header {
  items: number;
  block_items: number;
  time: [number, number];
  models: string[];
}

export function decode(buffer: ArrayBuffer): Points {
  const length = new DataView(buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length))) as Header;
  return blocks(header, new Uint8Array(buffer, 4 + length));
}

export function blocks(header: Header, bytes: Uint8Array): Points {
  const n = header.items;
  const points: Points = {
    items: n,
    time: header.time,
    models: header.models,
    cost: new Float32Array(n),
    latency: new Float32Array(n),
    x: new Float32Array(n),
    y: new Float32Array(n),
    cluster: new Int16Array(n),
    when: new Float32Array(n),
    error: new Uint8Array(n),
    model: new Uint8Array(n),
  };
  let at = 0;
  const column = (size: number) => {
    const part = bytes.slice(at, at + size).buffer;
    at += size;
    return part;
  };
  for (let from = 0; from < n; from += header.block_items) {
    const m = Math.min(header.block_items, n - from);
    points.cost.set(new Float32Array(column(4 * m)), from);
    points.latency.set(new Float32Array(column(4 * m)), from);
    unit(new Uint16Array(column(2 * m)), points.x, from);
    unit(new Uint16Array(column(2 * m)), points.y, from);
    points.cluster.set(new Int16Array(column(2 * m)), from);
    unit(new Uint16Array(column(2 * m)), points.when, from);
    const mark = new Uint8Array(column(m));
    for (let i = 0; i < m; i++) {
      points.error[from + i] = mark[i]! >> 7;
      points.model[from + i] = mark[i]! & 0x7f;
    }
  }
  return points;
}

function unit(from: Uint16Array, to: Float32Array, offset: number) {
  for (let i = 0; i < from.length; i++) to[offset + i] = from[i]! / 65535;
}

export interface Centre {
  x: number;
  y: number;
  n: number;
  /** Standard deviations. */
  sx: number;
  sy: number;
}

/** Where the centre of each cluster lies, the mean of its items, and how far they spread. */
export function centroids(points: Points): Map<number, Centre> {
  const sums = new Map<number, Centre>();
  for (let i = 0; i < points.items; i++) {
    const id = points.cluster[i]!;
    if (id < 0) continue;
    let sum = sums.get(id);
    if (!sum) sums.set(id, (sum = { x: 0, y: 0, n: 0, sx: 0, sy: 0 }));
    const x = points.x[i]!;
    const y = points.y[i]!;
    sum.x += x;
    sum.y += y;
    sum.sx += x * x;
    sum.sy += y * y;
    sum.n++;
  }
  for (const sum of sums.values()) {
    sum.x /= sum.n;
    sum.y /= sum.n;
    sum.sx = Math.sqrt(Math.max(0, sum.sx / sum.n - sum.x * sum.x));
    sum.sy = Math.sqrt(Math.max(0, sum.sy / sum.n - sum.y * sum.y));
  }
  return sums;
}

/** How many items of each cluster fall into equal parts of the run's time. */
export function trends(points: Points, parts: number): Map<number, number[]> {
  const trends = new Map<number, number[]>();
  for (let i = 0; i < points.items; i++) {
    const id = points.cluster[i]!;
    let trend = trends.get(id);
    if (!trend) trends.set(id, (trend = new Array<number>(parts).fill(0)));
    trend[Math.min(parts - 1, Math.floor(points.when[i]! * parts))]!++;
  }
  return trends;
}
