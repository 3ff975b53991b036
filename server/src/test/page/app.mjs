// The map as an MCP App in the official bridge, in a frame without origin and under `default-src 'none'`.
// Usage: node app.mjs http://127.0.0.1:PORT [FOLDER FOR PICTURES]   (in the folder with the npm packages)
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { launch } from "./browser.mjs";
import { ask, check, colours, hold, pointed, run as runChecks, same, serious } from "./checks.mjs";

const require = createRequire(process.cwd() + "/");
const [base, pictures] = process.argv.slice(2);
const bundle = require("esbuild").buildSync({
  entryPoints: [fileURLToPath(new URL("host.mjs", import.meta.url))],
  bundle: true, write: false, format: "iife", platform: "browser", target: "es2022",
  nodePaths: [process.cwd() + "/node_modules"], logLevel: "error",
}).outputFiles[0].text;
const HOST = "<!doctype html><html><head><title>host</title><link rel=icon href=data:,></head><body style='margin:0'><script src=/host.js></script></body></html>";

const browser = await launch();
/** The app in its host, drawn. */
async function shown(page, args = {}, options = {}) {
  await hosted(page);
  await page.evaluate(([a, o]) => show(a, o), [args, options]);
  const app = page.frames().find((frame) => frame !== page.mainFrame());
  if (options.drawn !== false) await app.waitForSelector(".map-field[data-drawn]", { timeout: 20000 });
  return app;
}
async function hosted(page) {
  await page.route("**/host", (route) => route.fulfill({ contentType: "text/html", body: HOST }));
  await page.route("**/host.js", (route) => route.fulfill({ contentType: "text/javascript", body: bundle }));
  await page.goto(base + "/host");
}
const seen = (page) => page.evaluate(() => seen);

check("the tool names its app, in both ways, and the app is one file of the right type", async (page) => {
  await shown(page);
  const { flat, resource, appOnly } = await seen(page);
  same(resource.uri, "ui://tracemap/map.html", "address");
  same(flat, resource.uri, "flat key");
  same(resource.mimeType, "text/html;profile=mcp-app", "type");
  same(appOnly, ["map_data"], "tools for the app only");
  hold(resource.bytes < 300_000, resource.bytes + " bytes");
});

check("the map is drawn from bounded answers, and every cluster has its card and name", async (page) => {
  const app = await shown(page);
  const { calls, largest } = await seen(page);
  // The groups are asked for beside the points, in no order.
  const points = calls.find((c) => c.name === "map_data" && c.arguments.of === "points");
  hold(points?.arguments.limit <= 5000, JSON.stringify(calls));
  hold(largest < 300_000, "an answer has " + largest + " characters");
  hold((await app.locator(".card").count()) > 3, "no cards");
  hold((await app.locator(".name").count()) > 0, "no names on the map");
  const colors = await colours(app);
  hold(colors > 10, "the canvas has only " + colors + " colours");
});

check("a click on a cluster asks get_cluster, one on a trace get_trace, and back leads back", async (page) => {
  const app = await shown(page);
  const id = Number(await app.locator(".card").first().getAttribute("data-cluster"));
  await app.locator(".card h2 a").first().click();
  await app.waitForSelector(".metrics");
  await app.waitForSelector(".drivers li, section[aria-label='Special here'] .aside");
  const asked = (await seen(page)).calls.find((c) => c.name === "get_cluster");
  same(asked.arguments.cluster_id, id, "cluster asked for");
  await app.locator(".item-head > a").first().click();
  await app.waitForSelector(".line");
  // The text comes by another call, which may be made before this one.
  await page.waitForFunction(() => seen.calls.some((c) => c.name === "get_trace"));
  await app.getByRole("button", { name: "← Back" }).click();
  await app.waitForSelector(".metrics");
  await app.getByRole("button", { name: "← Back" }).click();
  await app.waitForSelector(".cards");
  same(await app.getByRole("button", { name: "← Back" }).count(), 0, "ways back at the beginning");
});

check("a click on a dot leads to its trace", async (page) => {
  const app = await shown(page);
  const box = await (await app.waitForSelector(".map-field")).boundingBox();
  search: for (let y = box.y + 20; y < box.y + box.height - 60; y += 6) {
    for (let x = box.x + 20; x < box.x + box.width - 20; x += 14) {
      if (!(await pointed(page, app, x, y))) continue;
      await page.mouse.click(x, y);
      break search;
    }
  }
  await app.waitForSelector(".line");
  hold((await seen(page)).calls.some((c) => c.name === "map_data" && c.arguments.of === "items"), "nobody was asked who stands there");
});

check("a question goes into the chat and names ids, not titles", async (page) => {
  const app = await shown(page);
  await app.locator(".card h2 a").first().click();
  await app.waitForSelector(".metrics");
  await app.locator(".chat-ask input").fill("why is it so slow?");
  await page.keyboard.press("Enter");
  await app.waitForSelector("text=Asked");
  const { messages } = await seen(page);
  same(messages.length, 1, "messages");
  same(messages[0].role, "user", "role");
  hold(/^About cluster \d+ of run \S+: why is it so slow\?$/.test(messages[0].content[0].text), messages[0].content[0].text);
  await app.getByRole("button", { name: "Ask", exact: true }).click();
  await page.waitForFunction(() => seen.messages.length === 2);
});

check("theme and height go by the host", async (page) => {
  const app = await shown(page, {}, { theme: "dark" });
  const ground = () => app.evaluate(() => getComputedStyle(document.body).backgroundColor);
  same(await ground(), "rgb(21, 24, 29)", "dark ground");
  await page.evaluate(() => bridge.setHostContext({ theme: "light", displayMode: "inline" }));
  await app.waitForFunction(() => getComputedStyle(document.body).backgroundColor === "rgb(255, 255, 255)");
  const still = async (left) => {
    const before = (await seen(page)).heights.length;
    await page.waitForTimeout(600);
    const { heights } = await seen(page);
    if (heights.length === before) return heights;
    hold(left > 0, "the height does not settle: " + heights);
    return still(left - 1);
  };
  const heights = await still(10);
  hold(heights.length > 0 && heights.at(-1) <= 760 && heights.at(-1) > 400, "heights " + heights);
});

check("what the call was given is what is shown", async (page) => {
  const app = await shown(page, { color_by: "cost" });
  await app.waitForSelector(".choice [aria-pressed=true] >> text=cost");
});

check("a call that fails is told in words", async (page) => {
  const app = await shown(page, { run_id: "nope" }, { drawn: false });
  await app.waitForSelector(".failed");
  hold(/there is no run/.test(await app.textContent(".failed")), await app.textContent(".failed"));
});

check("something is painted before any script", async (page) => {
  const { contents } = await ask(base, "resources/read", { uri: "ui://tracemap/map.html" });
  await page.setContent(contents[0].text);
  const text = await page.innerText("body");
  hold(/The map of your traces/.test(text) && /Drawing the map/.test(text), text);
  const field = await page.locator(".map-field").boundingBox();
  hold(field.height > 300, "the place of the map is " + field.height + " pixels high");
}, { javaScriptEnabled: false });

check("hostile text stays text, and nothing leaves the frame", async (page) => {
  const tool = async (name, args) => (await ask(base, "tools/call", { name, arguments: args })).structuredContent;
  const { run } = await tool("get_clusters", {});
  const { traces } = await tool("search_traces", { query: "hostilemark", limit: 20 });
  hold(traces.length > 0, "no hostile traces in the store");
  const app = await shown(page);
  const clusters = new Set();
  for (const { trace_id } of traces) for (const c of (await tool("get_trace", { trace_id })).clusters) if (c.run_id === run.run_id) clusters.add(c.cluster_id);
  hold(clusters.size > 0, "the run has no hostile traces");
  for (const id of clusters) {
    await app.locator(`.card[data-cluster="${id}"] h2 a`).click();
    await app.waitForSelector(".item");
    const item = app.locator(".item-head > a", { hasText: "hostilemark" }).first();
    if (await item.count()) {
      await item.click();
      await app.waitForSelector(".line");
      await free(app, "trace");
      await app.getByRole("button", { name: "← Back" }).click();
      await app.waitForSelector(".item");
    }
    await free(app, "cluster " + id);
    await app.getByRole("button", { name: "← Back" }).click();
    await app.waitForSelector(".cards");
  }
});

async function free(app, where) {
  const bad = await app.evaluate(() => ({
    ran: window.ran === true,
    elements: document.querySelectorAll("iframe, object, embed, img, form").length,
    scripts: document.querySelectorAll("script").length,
    links: [...document.querySelectorAll("a[href]")].filter((a) => !a.getAttribute("href").startsWith("#/")).length,
  }));
  same(bad, { ran: false, elements: 0, scripts: 1, links: 0 }, where);
}

check("the official client reads the skills and finds them as they were announced", async (page) => {
  await hosted(page);
  const skills = await page.evaluate(() => readSkills());
  same(skills.map((skill) => skill.name), ["exploring-llm-clusters", "labelling-clusters"], "skills");
  hold(skills.every((skill) => skill.verified && skill.uri === `skill://${skill.name}/SKILL.md` && skill.characters > 500), JSON.stringify(skills));
});

for (const scheme of ["light", "dark"]) {
  check("axe finds nothing serious in the app, " + scheme, async (page) => {
    const app = await shown(page, {}, { theme: scheme });
    for (const step of ["map", "cluster", "trace"]) {
      if (step === "cluster") await app.locator(".card h2 a").first().click().then(() => app.waitForSelector(".item"));
      if (step === "trace") await app.locator(".item-head > a").first().click().then(() => app.waitForSelector(".line"));
      same(await serious(app), [], step);
      if (pictures) await page.screenshot({ path: `${pictures}/app-${step}-${scheme}.png`, fullPage: true });
    }
  }, { viewport: { width: 760, height: 900 } });
}

await runChecks(browser);
