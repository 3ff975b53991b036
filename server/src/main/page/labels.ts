// Finds places for names so that none covers another.

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export interface Anchor {
  id: number;
  x: number;
  y: number;
  lines: string[];
  width: number;
  /** How far the cluster reaches from its centre, in pixels. */
  rx: number;
  ry: number;
}

export interface Placed {
  id: number;
  lines: string[];
  box: Box;
}

export const LINE = 15;
const PAD = 3;

/** Important ones first; whoever finds no place goes without. */
export function place(anchors: Anchor[], width: number, height: number, taken: Box[] = []): Placed[] {
  const boxes = [...taken];
  const dots = anchors.map((a) => ({ left: a.x - 5, top: a.y - 5, right: a.x + 5, bottom: a.y + 5 }));
  const placed: Placed[] = [];
  anchors.forEach((anchor, k) => {
    if (anchor.x < 0 || anchor.y < 0 || anchor.x > width || anchor.y > height) return;
    const box = candidates(anchor).find(
      (b) =>
        b.left >= 2 &&
        b.top >= 2 &&
        b.right <= width - 2 &&
        b.bottom <= height - 2 &&
        !boxes.some((other) => meets(b, other)) &&
        !dots.some((dot, j) => j !== k && meets(b, dot)) &&
        // A name next to another cluster would be read as that one's.
        !anchors.some((other) => other !== anchor && apart(b, other) < apart(b, anchor) * 1.1),
    );
    if (box) {
      boxes.push(box);
      placed.push({ id: anchor.id, lines: anchor.lines, box });
    }
  });
  return placed;
}

export const meets = (a: Box, b: Box) =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

const apart = (box: Box, at: { x: number; y: number }) =>
  Math.hypot(Math.max(box.left - at.x, 0, at.x - box.right), Math.max(box.top - at.y, 0, at.y - box.bottom));

/** Beside the cluster first, so that the name does not cover its dots; then nearer to the centre, then farther away. */
function candidates(a: Anchor): Box[] {
  const w = a.width + 2 * PAD;
  const h = a.lines.length * LINE + 2 * PAD;
  const list: Box[] = [];
  for (const [rx, ry] of [[a.rx + 3, a.ry + 3], [a.rx * 0.6 + 8, a.ry * 0.6 + 8], [8, 8], [a.rx + 22, a.ry + 22], [36, 30], [60, 52]] as const) {
    const [left, middle, right] = [a.x - w - rx, a.x - w / 2, a.x + rx];
    const [above, level, below] = [a.y - h - ry, a.y - h / 2, a.y + ry];
    for (const [x, y] of [[middle, above], [middle, below], [right, level], [left, level], [right, above], [left, above], [right, below], [left, below]] as const) {
      list.push({ left: x, top: y, right: x + w, bottom: y + h });
    }
  }
  return list;
}

/** At most two lines; what does not fit ends in an ellipsis. */
export function wrap(title: string, most: number): string[] {
  const words = title.split(/\s+/).filter((w) => w.length > 0);
  const lines: string[] = [""];
  for (const word of words) {
    const line = lines[lines.length - 1]!;
    if (line === "" || line.length + 1 + word.length <= most) {
      lines[lines.length - 1] = line === "" ? word : line + " " + word;
    } else if (lines.length < 2) {
      lines.push(word);
    } else {
      lines[1] = line + " …";
      break;
    }
  }
  return lines.map((l) => (l.length <= most + 2 ? l : l.slice(0, most) + "…"));
}
