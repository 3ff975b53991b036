// Colours. Neighbours in a list differ in hue and in lightness, so that they can be told apart with any kind of sight.

import { NO_MODEL, type Points } from "./points";

export type ColorMode = "cluster" | "cost" | "latency" | "error" | "model" | "time";
export const MODES: ColorMode[] = ["cluster", "cost", "latency", "error", "model", "time"];

const LIGHT = ["#0072b2", "#d98e04", "#00875f", "#c0588f", "#3fa0d8", "#c8501e", "#5e4fa2", "#7d7a00", "#1f6b3a", "#94591b", "#2b6f94", "#b0226f"];
const DARK = ["#4aa8e0", "#f0b445", "#2fc398", "#e592bf", "#86cdf4", "#f08a5c", "#a598e6", "#c9c552", "#6fbf86", "#d1a06a", "#73b5d6", "#ee7fb5"];
// Dark to light, monotonous in lightness.
const RAMP_LIGHT = ["#c9dcec", "#86b9d8", "#4a90bb", "#2f6a93", "#4b3f72", "#5b1f4e"];
const RAMP_DARK = ["#2c4a63", "#2f7196", "#3fa0b5", "#7fc8a9", "#cfe08a", "#fff3a8"];

export interface Palette {
  dark: boolean;
  background: string;
  noise: string;
  ink: string;
  fine: string;
  bad: string;
}

export const palette = (dark: boolean): Palette =>
  dark
    ? { dark, background: "#15181d", noise: "#6b737e", ink: "#e8eaed", fine: "#3d5a70", bad: "#ff9d4d" }
    : { dark, background: "#ffffff", noise: "#a3a8ae", ink: "#1c2430", fine: "#a9c3d6", bad: "#c43d00" };

export function clusterColor(id: number, p: Palette): string {
  if (id < 0) return p.noise;
  const list = p.dark ? DARK : LIGHT;
  return list[id % list.length]!;
}

/** The same colour dark enough, or light enough, for small letters. */
export function letterColor(id: number, p: Palette): string {
  const [r, g, b] = rgb(clusterColor(id, p));
  const f = p.dark ? 1 : 0.74;
  return `rgb(${Math.round(r * f)}, ${Math.round(g * f)}, ${Math.round(b * f)})`;
}

export interface Legend {
  steps: { color: string; label: string }[];
}

/** A colour for each item, as numbers that go into a picture. */
export function paint(points: Points, mode: ColorMode, p: Palette): { colors: Uint32Array; legend: Legend } {
  const colors = new Uint32Array(points.items);
  const noise = packed(p.noise);
  if (mode === "cluster") {
    const list = (p.dark ? DARK : LIGHT).map(packed);
    for (let i = 0; i < points.items; i++) {
      const id = points.cluster[i]!;
      colors[i] = id < 0 ? noise : list[id % list.length]!;
    }
    return { colors, legend: { steps: [] } };
  }
  if (mode === "error") {
    const bad = packed(p.bad);
    const fine = packed(p.fine);
    for (let i = 0; i < points.items; i++) colors[i] = points.error[i] ? bad : fine;
    return { colors, legend: { steps: [{ color: p.bad, label: "with an error" }, { color: p.fine, label: "without" }] } };
  }
  if (mode === "model") {
    const list = p.dark ? DARK : LIGHT;
    const inks = list.map(packed);
    const last = list.length - 1;
    for (let i = 0; i < points.items; i++) {
      const m = points.model[i]!;
      colors[i] = m === NO_MODEL ? noise : m >= last && points.models.length > list.length ? noise : inks[m % list.length]!;
    }
    const shown = points.models.length > list.length ? points.models.slice(0, last) : points.models;
    const steps = shown.map((label, m) => ({ color: list[m]!, label }));
    if (shown.length < points.models.length) steps.push({ color: p.noise, label: "others" });
    return { colors, legend: { steps } };
  }
  const values = mode === "cost" ? points.cost : mode === "latency" ? points.latency : points.when;
  const [low, high] = mode === "time" ? [0, 1] : range(values);
  const scale = mode === "time" ? (v: number) => v : (v: number) => Math.log(v / low) / Math.log(high / low);
  const ramp = ramped(p.dark ? RAMP_DARK : RAMP_LIGHT);
  for (let i = 0; i < points.items; i++) {
    const v = values[i]!;
    colors[i] = Number.isNaN(v) ? noise : ramp[Math.round(255 * Math.min(1, Math.max(0, v <= 0 ? 0 : scale(v))))]!;
  }
  return { colors, legend: { steps: ends(mode, low, high, points, p) } };
}

function ends(mode: ColorMode, low: number, high: number, points: Points, p: Palette) {
  const list = p.dark ? RAMP_DARK : RAMP_LIGHT;
  return list.map((color, i) => {
    const t = i / (list.length - 1);
    const v = mode === "time" ? points.time[0] + t * (points.time[1] - points.time[0]) : low * Math.pow(high / low, t);
    return { color, label: String(v) };
  });
}

/** Between the second and the ninety-eighth hundredth, so that single giants do not swallow the scale. */
function range(values: Float32Array): [number, number] {
  const present = values.filter((v) => v > 0).sort();
  if (present.length === 0) return [1, 2];
  const low = present[Math.floor(present.length * 0.02)]!;
  const high = present[Math.min(present.length - 1, Math.floor(present.length * 0.98))]!;
  return high > low ? [low, high] : [low, low * 2];
}

function ramped(list: string[]): Uint32Array {
  const inks = list.map(rgb);
  const ramp = new Uint32Array(256);
  for (let i = 0; i < 256; i++) {
    const at = (i / 255) * (inks.length - 1);
    const k = Math.min(inks.length - 2, Math.floor(at));
    const t = at - k;
    const mix = (c: number) => Math.round(inks[k]![c]! * (1 - t) + inks[k + 1]![c]! * t);
    ramp[i] = pack(mix(0), mix(1), mix(2));
  }
  return ramp;
}

function rgb(hex: string): [number, number, number] {
  const n = parseInt(hex.slice(1), 16);
  return [n >> 16, (n >> 8) & 255, n & 255];
}

const pack = (r: number, g: number, b: number) => ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;

export const packed = (hex: string) => pack(...rgb(hex));
