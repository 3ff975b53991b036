// Draws dots into the bytes of a picture. Faster than asking a canvas for each dot, with and without a graphics card.

import type { Points } from "./points";

/** From the plane to the picture: pixel = offset + factor × position. */
export interface Frame {
  width: number;
  height: number;
  ox: number;
  oy: number;
  fx: number;
  fy: number;
}

interface Stamp {
  dx: Int8Array;
  dy: Int8Array;
  alpha: Uint16Array;
  reach: number;
}

export interface Dots {
  points: Points;
  colors: Uint32Array;
  radius: number;
  background: number;
  noise: number;
  /** 1 where an item stands out; absent: all do. */
  lit?: Uint8Array;
}

export function draw(target: Uint32Array, frame: Frame, dots: Dots) {
  target.fill(dots.background);
  const cross = crossOf(Math.max(1, Math.round(dots.radius)), 0.55);
  const dot = discOf(dots.radius, dots.points.items > 20000 ? 0.75 : 0.82);
  const n = dots.points.items;
  // Noise lies below; the rest comes in a mixed order, so that no cluster covers another one whole.
  if (dots.lit) {
    const faint = discOf(dots.radius, 0.16);
    const faintCross = crossOf(Math.max(1, Math.round(dots.radius)), 0.16);
    each(n, (i) => {
      if (!dots.lit![i]) put(target, frame, dots, i, dots.points.cluster[i]! < 0 ? faintCross : faint);
    });
    each(n, (i) => {
      if (dots.lit![i]) put(target, frame, dots, i, dots.points.cluster[i]! < 0 ? cross : dot);
    });
    return;
  }
  const clusters = dots.points.cluster;
  for (let i = 0; i < n; i++) if (clusters[i]! < 0) put(target, frame, dots, i, cross);
  each(n, (i) => {
    if (clusters[i]! >= 0) put(target, frame, dots, i, dot);
  });
}

function each(n: number, visit: (i: number) => void) {
  let stride = Math.floor(n * 0.618) | 1;
  while (n > 1 && gcd(stride, n) !== 1) stride += 2;
  for (let k = 0, i = 0; k < n; k++, i = (i + stride) % n) visit(i);
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

function put(target: Uint32Array, frame: Frame, dots: Dots, i: number, stamp: Stamp) {
  const x = Math.round(frame.ox + frame.fx * dots.points.x[i]!);
  const y = Math.round(frame.oy + frame.fy * dots.points.y[i]!);
  const reach = stamp.reach;
  if (x < reach || y < reach || x >= frame.width - reach || y >= frame.height - reach) return;
  const color = dots.colors[i]!;
  const r = color & 255;
  const g = (color >> 8) & 255;
  const b = (color >> 16) & 255;
  const { dx, dy, alpha } = stamp;
  const base = y * frame.width + x;
  for (let k = 0; k < alpha.length; k++) {
    const at = base + dy[k]! * frame.width + dx[k]!;
    const under = target[at]!;
    const a = alpha[k]!;
    const ur = under & 255;
    const ug = (under >> 8) & 255;
    const ub = (under >> 16) & 255;
    target[at] =
      0xff000000 | ((ub + (((b - ub) * a) >> 8)) << 16) | ((ug + (((g - ug) * a) >> 8)) << 8) | (ur + (((r - ur) * a) >> 8));
  }
}

function discOf(radius: number, opacity: number): Stamp {
  return stampOf(Math.ceil(radius + 0.5), (x, y) => Math.min(1, Math.max(0, radius + 0.5 - Math.hypot(x, y))) * opacity);
}

function crossOf(arm: number, opacity: number): Stamp {
  return stampOf(arm, (x, y) => (Math.abs(x) === Math.abs(y) ? opacity : 0));
}

function stampOf(reach: number, cover: (x: number, y: number) => number): Stamp {
  const dx: number[] = [];
  const dy: number[] = [];
  const alpha: number[] = [];
  for (let y = -reach; y <= reach; y++) {
    for (let x = -reach; x <= reach; x++) {
      const a = Math.round(cover(x, y) * 256);
      if (a > 2) {
        dx.push(x);
        dy.push(y);
        alpha.push(a);
      }
    }
  }
  return { dx: Int8Array.from(dx), dy: Int8Array.from(dy), alpha: Uint16Array.from(alpha), reach };
}
