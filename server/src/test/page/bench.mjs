// How fast the map is with many items, in software rendering. Figures, not a test.
// Usage: node bench.mjs http://127.0.0.1:PORT [POINTS…]   (in the folder with the npm packages)
import { launch, watched } from "./browser.mjs";

const [base, ...sizes] = process.argv.slice(2);
const browser = await launch();
for (const items of sizes.length > 0 ? sizes.map(Number) : [10_000, 100_000]) {
  const { context, page, faults } = await watched(browser);
  const body = cloud(items);
  await page.route("**/api/points*", (route) => route.fulfill({ body, contentType: "application/octet-stream" }));
  await page.addInitScript(() => {
    const json = Response.prototype.arrayBuffer;
    Response.prototype.arrayBuffer = async function () {
      const buffer = await json.call(this);
      window.arrived = performance.now();
      return buffer;
    };
    new MutationObserver(() => {
      const field = document.querySelector(".map-field[data-drawn]");
      if (field && window.drawn === undefined) window.drawn = performance.now();
    }).observe(document, { subtree: true, childList: true, attributes: true });
  });
  await page.goto(base + "/");
  await page.waitForFunction(() => window.drawn !== undefined);
  const first = await page.evaluate(() => window.drawn - window.arrived);
  const field = await page.locator(".map-field").boundingBox();
  const middle = [field.x + field.width / 2, field.y + field.height / 2];
  await page.locator(".map-tools >> text=Move").click();
  const frames = async (act) => {
    await page.evaluate(() => {
      window.times = [];
      window.watch = true;
      const tick = (t) => {
        window.times.push(t);
        if (window.watch) requestAnimationFrame(tick);
      };
      requestAnimationFrame(tick);
    });
    await act();
    const times = await page.evaluate(() => ((window.watch = false), window.times));
    const gaps = times.slice(1).map((t, i) => t - times[i]).sort((a, b) => a - b);
    return { median: gaps[Math.floor(gaps.length / 2)], p95: gaps[Math.floor(gaps.length * 0.95)], frames: gaps.length };
  };
  const pan = await frames(async () => {
    await page.mouse.move(...middle);
    await page.mouse.down();
    for (let k = 0; k < 60; k++) await page.mouse.move(middle[0] + 120 * Math.sin(k / 8), middle[1] + 60 * Math.cos(k / 8));
    await page.mouse.up();
  });
  const zoom = await frames(async () => {
    for (let k = 0; k < 60; k++) await page.mouse.wheel(0, k < 30 ? -60 : 60);
  });
  const drawing = await page.evaluate(() => document.querySelector(".map-field").dataset.frameMs);
  const shown = (f) => `${f.median.toFixed(1)} ms a frame (95%: ${f.p95.toFixed(1)}, ${f.frames} frames)`;
  console.log(`${items} items, ${(body.length / 1e6).toFixed(2)} MB: first paint ${first.toFixed(0)} ms after the data, drawing ${drawing} ms, pan ${shown(pan)}, zoom ${shown(zoom)}${faults.length ? " " + faults : ""}`);
  await context.close();
}
await browser.close();

/** Fifty round clusters and some noise, as the server packs them. */
function cloud(items) {
  let seed = 42;
  const random = () => ((seed = (seed * 1664525 + 1013904223) >>> 0) / 2 ** 32);
  const bell = () => (random() + random() + random() + random() - 2) * 0.05;
  const block = 20_000;
  const header = Buffer.from(JSON.stringify({ items, block_items: block, plane: [0, 0, 1], time: [0, 1e9], models: ["a", "b"] }));
  const parts = [Buffer.from(Uint32Array.of(header.length).buffer), header];
  const centres = Array.from({ length: 50 }, () => [0.1 + 0.8 * random(), 0.1 + 0.8 * random()]);
  for (let from = 0; from < items; from += block) {
    const n = Math.min(block, items - from);
    const columns = { cost: new Float32Array(n), latency: new Float32Array(n), x: new Uint16Array(n), y: new Uint16Array(n), cluster: new Int16Array(n), time: new Uint16Array(n), mark: new Uint8Array(n) };
    for (let i = 0; i < n; i++) {
      const noise = random() < 0.1;
      const id = Math.floor(random() * 50);
      columns.cluster[i] = noise ? -1 : id;
      columns.x[i] = 65535 * (noise ? random() : Math.min(1, Math.max(0, centres[id][0] + bell())));
      columns.y[i] = 65535 * (noise ? random() : Math.min(1, Math.max(0, centres[id][1] + bell())));
      columns.cost[i] = random();
      columns.latency[i] = random() * 30;
      columns.time[i] = random() * 65535;
      columns.mark[i] = random() < 0.05 ? 0x80 : 0;
    }
    parts.push(...Object.values(columns).map((c) => Buffer.from(c.buffer)));
  }
  return Buffer.concat(parts);
}
