// The map itself: dots, crosses, names; zooming, hovering, choosing.

import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { clusterPath, go, href, say, tracePath, useAddress } from "./address";
import { clusterColor, letterColor, packed, paint, type ColorMode, type Legend, type Palette } from "./color";
import { cost, date, seconds, short, visible } from "./format";
import { place, wrap, type Placed } from "./labels";
import { centroids, type Centre, type Points } from "./points";
import { draw, type Frame } from "./raster";
import type { Cluster, Item, Source } from "./source";

export type Tool = "zoom" | "pan" | "lasso";

interface Props {
  run: string;
  source: Source;
  points: Points;
  clusters: Cluster[];
  mode: ColorMode;
  palette: Palette;
  /** Only this cluster stands out. */
  focus?: number;
  /** Under the pointer somewhere else on the page. */
  hint?: number;
  chosen?: Uint8Array;
  onChoose?: (polygon: [number, number][] | undefined) => void;
}

/** Middle of what is seen, and how many times it is enlarged. */
interface Sight {
  x: number;
  y: number;
  zoom: number;
}

const FONT = "600 12.5px system-ui, -apple-system, 'Segoe UI', sans-serif";
const TOOLS: { tool: Tool; name: string; hint: string }[] = [
  { tool: "zoom", name: "Zoom", hint: "Drag a frame to zoom in" },
  { tool: "pan", name: "Move", hint: "Drag to move the map" },
  { tool: "lasso", name: "Select", hint: "Draw around items to see what they are" },
];

export function Scatter(props: Props) {
  const { points, clusters, palette, mode, focus, run } = props;
  const { query } = useAddress();
  const host = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [size, setSize] = useState<[number, number]>([0, 0]);
  const [tool, setTool] = useState<Tool>("zoom");
  const [hover, setHover] = useState<{ index: number; x: number; y: number }>();
  const [drag, setDrag] = useState<[number, number][]>();
  const pressed = useRef<{ x: number; y: number; sight: Sight; moved: boolean; link: boolean }>();
  const [moving, setMoving] = useState<Sight>();

  const bounds = useMemo(() => boundsOf(points, focus), [points, focus]);
  const written = sightOf(query.get("at"));
  const sight = moving ?? written ?? { x: bounds.x, y: bounds.y, zoom: 1 };
  const [width, height] = size;
  const frame = useMemo(() => frameOf(sight, bounds, width, height), [sight.x, sight.y, sight.zoom, bounds, width, height]);
  const painted = useMemo(() => paint(points, mode, palette), [points, mode, palette]);
  const lit = useMemo(() => {
    if (props.chosen) return props.chosen;
    const only = props.hint ?? focus;
    return only === undefined ? undefined : Uint8Array.from(points.cluster, (c) => (c === only ? 1 : 0));
  }, [points, focus, props.hint, props.chosen]);
  const centres = useMemo(() => centroids(points), [points]);
  const titles = useMemo(() => new Map(clusters.map((c) => [c.cluster_id, visible(c.title)])), [clusters]);

  useLayoutEffect(() => {
    const element = host.current!;
    const measure = () => setSize([element.clientWidth, element.clientHeight]);
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    if (width === 0) return;
    const request = requestAnimationFrame(() => {
      const began = performance.now();
      paintCanvas(canvas.current!, frame, points, painted.colors, palette, sight.zoom, lit);
      host.current!.dataset.frameMs = (performance.now() - began).toFixed(1);
      host.current!.dataset.drawn = String(points.items);
    });
    return () => cancelAnimationFrame(request);
  }, [frame, points, painted, palette, lit, width, height]);

  // Changes of the sight are written into the address once the hand rests.
  useEffect(() => {
    if (!moving) return;
    const timer = setTimeout(() => {
      say({ at: isHome(moving, bounds) ? undefined : [moving.x, moving.y].map((v) => v.toFixed(4)).join(",") + "," + moving.zoom.toFixed(2) });
      setMoving(undefined);
    }, 180);
    return () => clearTimeout(timer);
  }, [moving, bounds]);

  const reset = () => setMoving({ x: bounds.x, y: bounds.y, zoom: 1 });
  const toPlane = (x: number, y: number): [number, number] => [(x - frame.ox) / frame.fx, (y - frame.oy) / frame.fy];
  const zoomAt = (x: number, y: number, factor: number) => {
    const zoom = Math.min(200, Math.max(0.5, sight.zoom * factor));
    const [px, py] = toPlane(x, y);
    const share = sight.zoom / zoom;
    setMoving({ x: px + (sight.x - px) * share, y: py + (sight.y - py) * share, zoom });
  };

  useEffect(() => {
    const element = host.current!;
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      const [x, y] = within(element, event);
      zoomAt(x, y, Math.exp(-event.deltaY * (event.deltaMode === 1 ? 0.05 : 0.0016)));
    };
    element.addEventListener("wheel", wheel, { passive: false });
    return () => element.removeEventListener("wheel", wheel);
  });

  const nearest = (x: number, y: number): number => {
    let best = -1;
    let reach = 11 * 11;
    for (let i = 0; i < points.items; i++) {
      const dx = frame.ox + frame.fx * points.x[i]! - x;
      const dy = frame.oy + frame.fy * points.y[i]! - y;
      const d = dx * dx + dy * dy;
      if (d < reach && (!lit || lit[i])) {
        reach = d;
        best = i;
      }
    }
    return best;
  };

  const down = (event: PointerEvent) => {
    if (event.button !== 0 || (event.target as Element).closest("button")) return;
    const [x, y] = within(host.current!, event);
    pressed.current = { x, y, sight, moved: false, link: (event.target as Element).closest("a") !== null };
  };
  const move = (event: PointerEvent) => {
    const [x, y] = within(host.current!, event);
    const from = pressed.current;
    if (!from) {
      const index = (event.target as Element).closest("a,button") ? -1 : nearest(x, y);
      setHover(index < 0 ? undefined : { index, x, y });
      return;
    }
    if (Math.hypot(x - from.x, y - from.y) < 4 && !from.moved) return;
    if (!from.moved) {
      // From now on this is no click, not even on a name that lay under the pointer.
      from.moved = true;
      host.current!.setPointerCapture(event.pointerId);
    }
    setHover(undefined);
    if (tool === "pan" || event.pointerType === "touch") {
      setMoving({
        ...from.sight,
        x: from.sight.x - (x - from.x) / frame.fx,
        y: from.sight.y - (y - from.y) / frame.fy,
      });
    } else if (tool === "zoom") {
      setDrag([[from.x, from.y], [x, y]]);
    } else {
      setDrag((path) => [...(path ?? [[from.x, from.y]]), [x, y]]);
    }
  };
  const up = (event: PointerEvent) => {
    const from = pressed.current;
    pressed.current = undefined;
    setDrag(undefined);
    if (!from) return;
    const [x, y] = within(host.current!, event);
    if (!from.moved) {
      if (from.link) return;
      const index = nearest(x, y);
      if (index >= 0) open(props.source, run, index);
      else if (props.chosen) props.onChoose?.(undefined);
    } else if (tool === "zoom" && drag) {
      const [a, b] = [toPlane(...drag[0]!), toPlane(...drag[1]!)];
      const zoom = sight.zoom * Math.min(width / Math.max(12, Math.abs(drag[1]![0] - drag[0]![0])), height / Math.max(12, Math.abs(drag[1]![1] - drag[0]![1])));
      setMoving({ x: (a[0] + b[0]) / 2, y: (a[1] + b[1]) / 2, zoom: Math.min(200, zoom) });
    } else if (tool === "lasso" && drag && drag.length > 4) {
      props.onChoose?.(thinned(drag).map((p) => toPlane(...p)));
    }
  };
  const key = (event: KeyboardEvent) => {
    if (event.target !== host.current) return;
    const step = 0.12 / sight.zoom;
    const moves: Record<string, () => void> = {
      ArrowLeft: () => setMoving({ ...sight, x: sight.x - step * bounds.width }),
      ArrowRight: () => setMoving({ ...sight, x: sight.x + step * bounds.width }),
      ArrowUp: () => setMoving({ ...sight, y: sight.y + step * bounds.height }),
      ArrowDown: () => setMoving({ ...sight, y: sight.y - step * bounds.height }),
      "+": () => zoomAt(width / 2, height / 2, 1.4),
      "=": () => zoomAt(width / 2, height / 2, 1.4),
      "-": () => zoomAt(width / 2, height / 2, 1 / 1.4),
      "0": reset,
      Escape: () => props.onChoose?.(undefined),
    };
    const act = moves[event.key];
    if (act) {
      event.preventDefault();
      act();
    }
  };

  const names = useMemo(
    () => (width === 0 ? [] : labelled(centres, titles, frame, width, height, focus)),
    [centres, titles, frame, width, height, focus],
  );
  const markers = [...centres].filter(([id]) => focus === undefined || id === focus);

  return (
    <figure class="map" aria-label="Map of the run: similar items lie close together">
      <div
        class={"map-field tool-" + tool}
        ref={host}
        tabIndex={0}
        role="group"
        aria-label="Map. Arrow keys move, plus and minus zoom, zero shows everything. The table below says the same in words."
        onPointerDown={down}
        onPointerMove={move}
        onPointerUp={up}
        onPointerCancel={() => ((pressed.current = undefined), setDrag(undefined))}
        onPointerLeave={() => setHover(undefined)}
        onDragStart={(e) => e.preventDefault()}
        onDblClick={reset}
        onKeyDown={key}
      >
        <canvas ref={canvas} aria-hidden="true" />
        {markers.map(([id, centre]) => (
          <CentreMark key={id} id={id} run={run} title={titles.get(id) ?? "Cluster " + id} color={clusterColor(id, palette)}
            x={frame.ox + frame.fx * centre.x} y={frame.oy + frame.fy * centre.y} width={width} height={height} />
        ))}
        {names.map((name) => (
          <a key={name.id} class="name" href={href(clusterPath(run, name.id))} tabIndex={-1} aria-hidden="true"
            style={{ left: name.box.left + "px", top: name.box.top + "px", width: name.box.right - name.box.left + "px", ...(mode === "cluster" ? { color: letterColor(name.id, palette) } : {}) }}>
            {name.lines.map((line) => <span>{line}</span>)}
          </a>
        ))}
        <svg class="map-hand" aria-hidden="true" width={width} height={height}>
          {drag && tool === "zoom" && (
            <rect x={Math.min(drag[0]![0], drag[1]![0])} y={Math.min(drag[0]![1], drag[1]![1])} width={Math.abs(drag[1]![0] - drag[0]![0])} height={Math.abs(drag[1]![1] - drag[0]![1])} />
          )}
          {drag && tool === "lasso" && <polygon points={drag.map((p) => p.join(",")).join(" ")} />}
          {hover && <circle cx={frame.ox + frame.fx * points.x[hover.index]!} cy={frame.oy + frame.fy * points.y[hover.index]!} r="7" />}
        </svg>
        {hover && <Tip run={run} source={props.source} points={points} hover={hover} titles={titles} width={width} />}
        <div class="map-tools" role="toolbar" aria-label="Map tools">
          {TOOLS.filter((t) => t.tool !== "lasso" || props.onChoose).map((t) => (
            <button type="button" aria-pressed={tool === t.tool} title={t.hint} onClick={() => setTool(t.tool)}>{t.name}</button>
          ))}
          <span class="gap" />
          <button type="button" aria-label="Zoom in" onClick={() => zoomAt(width / 2, height / 2, 1.6)}>+</button>
          <button type="button" aria-label="Zoom out" onClick={() => zoomAt(width / 2, height / 2, 1 / 1.6)}>−</button>
          <button type="button" onClick={reset} disabled={isHome(sight, bounds)}>Reset</button>
        </div>
      </div>
      <Key legend={painted.legend} mode={mode} />
    </figure>
  );
}

function CentreMark(props: { id: number; run: string; title: string; color: string; x: number; y: number; width: number; height: number }) {
  if (props.x < 0 || props.y < 0 || props.x > props.width || props.y > props.height) return null;
  return (
    <a class="centre" href={href(clusterPath(props.run, props.id))} aria-label={"Cluster: " + props.title} title={props.title}
      style={{ left: props.x + "px", top: props.y + "px", background: props.color }} />
  );
}

const shown = new Map<string, Item>();

async function itemAt(source: Source, run: string, index: number): Promise<Item | undefined> {
  const key = run + "/" + index;
  const known = shown.get(key);
  if (known) return known;
  const answer = await source.ask<{ items: Item[] }>("items", { run_id: run, indexes: String(index) });
  const item = answer.items[0];
  if (item) shown.set(key, item);
  return item;
}

async function open(source: Source, run: string, index: number) {
  const item = await itemAt(source, run, index);
  if (item && source.traces) go(tracePath(item.trace_id) + "?run=" + encodeURIComponent(run));
}

function Tip(props: { run: string; source: Source; points: Points; hover: { index: number; x: number; y: number }; titles: Map<number, string>; width: number }) {
  const { hover, points } = props;
  const [item, setItem] = useState<Item>();
  useEffect(() => {
    let current = true;
    setItem(shown.get(props.run + "/" + hover.index));
    const timer = setTimeout(() => {
      itemAt(props.source, props.run, hover.index).then((found) => current && setItem(found), () => undefined);
    }, 60);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [hover.index, props.run]);
  const i = hover.index;
  const id = points.cluster[i]!;
  const left = Math.min(Math.max(hover.x + 14, 8), Math.max(8, props.width - 288));
  return (
    <div class="tip" role="status" style={{ left: left + "px", top: hover.y + 16 + "px" }}>
      {(item || props.source.traces) && <strong>{item ? visible(short(item.title, 120)) : "…"}</strong>}
      <span>{id < 0 ? "Outliers" : props.titles.get(id)}</span>
      <span class="figures">
        {cost(points.cost[i])} · {seconds(points.latency[i])}
        {points.error[i] ? <b> · with an error</b> : null}
      </span>
    </div>
  );
}

function Key(props: { legend: Legend; mode: ColorMode }) {
  if (props.legend.steps.length === 0) return null;
  const text = (label: string) =>
    props.mode === "cost" ? cost(Number(label)) : props.mode === "latency" ? seconds(Number(label)) : props.mode === "time" ? date(Number(label)) : visible(label);
  return (
    <figcaption class="key">
      {props.legend.steps.map((step) => (
        <span><i style={{ background: step.color }} />{text(step.label)}</span>
      ))}
    </figcaption>
  );
}

interface Bounds {
  x: number;
  y: number;
  width: number;
  height: number;
}

function boundsOf(points: Points, focus: number | undefined): Bounds {
  let [x0, x1, y0, y1] = [1, 0, 1, 0];
  for (let i = 0; i < points.items; i++) {
    if (focus !== undefined && points.cluster[i] !== focus) continue;
    x0 = Math.min(x0, points.x[i]!);
    x1 = Math.max(x1, points.x[i]!);
    y0 = Math.min(y0, points.y[i]!);
    y1 = Math.max(y1, points.y[i]!);
  }
  if (x1 < x0) return { x: 0.5, y: 0.5, width: 1, height: 1 };
  const floor = focus === undefined ? 1e-3 : 0.12;
  return { x: (x0 + x1) / 2, y: (y0 + y1) / 2, width: Math.max(floor, x1 - x0), height: Math.max(floor, y1 - y0) };
}

const isHome = (sight: Sight, bounds: Bounds) =>
  Math.abs(sight.zoom - 1) < 0.01 && Math.abs(sight.x - bounds.x) < 1e-3 && Math.abs(sight.y - bounds.y) < 1e-3;

function sightOf(text: string | null): Sight | undefined {
  const [x, y, zoom] = (text ?? "").split(",").map(Number);
  return Number.isFinite(x) && Number.isFinite(y) && Number.isFinite(zoom) && zoom! > 0 ? { x: x!, y: y!, zoom: zoom! } : undefined;
}

/** The axes of the plane mean nothing, so the picture may be stretched a little to fill its place. */
function frameOf(sight: Sight, bounds: Bounds, width: number, height: number): Frame {
  const margin = 34;
  // The tools lie over the lower edge.
  const above = height - 26;
  const fx0 = Math.max(1, width - 2 * margin) / bounds.width;
  const fy0 = Math.max(1, above - 2 * margin) / bounds.height;
  const fx = Math.min(fx0, fy0 * 2) * sight.zoom;
  const fy = Math.min(fy0, fx0 * 1.5) * sight.zoom;
  return { width, height, fx, fy: -fy, ox: width / 2 - sight.x * fx, oy: above / 2 + sight.y * fy };
}

function paintCanvas(canvas: HTMLCanvasElement, frame: Frame, points: Points, colors: Uint32Array, palette: Palette, zoom: number, lit?: Uint8Array) {
  const ratio = Math.min(2, devicePixelRatio || 1);
  const w = Math.max(1, Math.round(frame.width * ratio));
  const h = Math.max(1, Math.round(frame.height * ratio));
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w;
    canvas.height = h;
  }
  const context = canvas.getContext("2d", { alpha: false })!;
  let image = pictures.get(canvas);
  if (!image || image.width !== w || image.height !== h) {
    image = context.createImageData(w, h);
    pictures.set(canvas, image);
  }
  const base = points.items < 3000 ? 3.2 : points.items < 20000 ? 2.1 : points.items < 60000 ? 1.4 : 1.1;
  draw(
    new Uint32Array(image.data.buffer),
    { width: w, height: h, ox: frame.ox * ratio, oy: frame.oy * ratio, fx: frame.fx * ratio, fy: frame.fy * ratio },
    { points, colors, radius: base * ratio * Math.min(2, Math.max(1, Math.pow(zoom, 0.3))), background: packed(palette.background), noise: packed(palette.noise), ...(lit ? { lit } : {}) },
  );
  context.putImageData(image, 0, 0);
}

const pictures = new WeakMap<HTMLCanvasElement, ImageData>();
let measuring: CanvasRenderingContext2D | undefined;

function labelled(
  centres: Map<number, Centre>,
  titles: Map<number, string>,
  frame: Frame,
  width: number,
  height: number,
  focus: number | undefined,
): Placed[] {
  measuring ??= document.createElement("canvas").getContext("2d")!;
  measuring.font = FONT;
  const most = width < 520 ? 17 : 23;
  const anchors = [...centres]
    .filter(([id]) => focus === undefined || id === focus)
    .sort((a, b) => b[1].n - a[1].n || a[0] - b[0])
    .map(([id, centre]) => {
      const lines = wrap(titles.get(id) ?? "Cluster " + id, most);
      return {
        id,
        x: frame.ox + frame.fx * centre.x,
        y: frame.oy + frame.fy * centre.y,
        lines,
        width: Math.max(...lines.map((l) => measuring!.measureText(l).width)) + 2,
        rx: Math.min(width / 3, 1.7 * frame.fx * centre.sx + 4),
        ry: Math.min(height / 3, -1.9 * frame.fy * centre.sy + 4),
      };
    });
  const toolbar = { left: 0, top: height - 46, right: Math.min(width, 330), bottom: height };
  return place(anchors, width, height, [toolbar]);
}

function within(element: Element, event: MouseEvent): [number, number] {
  const box = element.getBoundingClientRect();
  return [event.clientX - box.left, event.clientY - box.top];
}

/** At most forty corners: the shape has to fit into the address. */
function thinned(path: [number, number][]): [number, number][] {
  const step = Math.max(1, Math.ceil(path.length / 40));
  return path.filter((_, i) => i % step === 0);
}

/** Which items lie inside a shape (even-odd rule). */
export function inside(points: Points, polygon: [number, number][]): Uint8Array {
  const chosen = new Uint8Array(points.items);
  for (let i = 0; i < points.items; i++) {
    const x = points.x[i]!;
    const y = points.y[i]!;
    let odd = false;
    for (let k = 0, j = polygon.length - 1; k < polygon.length; j = k++) {
      const [ax, ay] = polygon[k]!;
      const [bx, by] = polygon[j]!;
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) odd = !odd;
    }
    chosen[i] = odd ? 1 : 0;
  }
  return chosen;
}
