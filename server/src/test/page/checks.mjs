// What both scripts of checks are made of.
import { axeSource, watched } from "./browser.mjs";

const checks = [];

/** @param body gets the page, and what should not have happened on it so far; @param options of the browser's context */
export const check = (name, body, options) => checks.push({ name, body, options });

export function hold(condition, message) {
  if (!condition) throw new Error(message);
}
export const same = (actual, expected, what) =>
  hold(JSON.stringify(actual) === JSON.stringify(expected), `${what}: ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`);

/** What axe finds serious in a page or frame. */
export async function serious(page) {
  await page.evaluate(axeSource());
  return page.evaluate(async () => {
    const result = await axe.run(document, { resultTypes: ["violations"] });
    return result.violations.filter((v) => ["serious", "critical"].includes(v.impact)).map((v) => v.id + ": " + v.nodes.slice(0, 3).map((n) => n.html.slice(0, 140) + " " + (n.any[0]?.message ?? "")).join(" | "));
  });
}

/** When what the last event changed has been painted, and so has what that changed, however busy the machine is. */
export const settled = (page) =>
  page.evaluate(async () => {
    for (let k = 0; k < 3; k++) await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  });

/** Moves to a place on the map and says whether a dot answers. */
export async function pointed(page, frame, x, y) {
  const answers = () => frame.evaluate(() => document.querySelector(".map-hand circle") !== null);
  await page.mouse.move(x, y);
  if (!(await answers())) return false;
  // It may be the answer to the place before.
  await settled(frame);
  return answers();
}

/** How many colours a map is drawn in. */
export const colours = (page) =>
  page.evaluate(() => {
    const canvas = document.querySelector(".map-field canvas");
    const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    const seen = new Set();
    for (let i = 0; i < data.length; i += 4) seen.add((data[i] << 16) | (data[i + 1] << 8) | data[i + 2]);
    return seen.size;
  });

/** Asks the server the way a client of revision 2026-07-28 does. */
let asked = 0;
export async function ask(base, method, params, token) {
  const response = await fetch(base + "/mcp", {
    method: "POST",
    headers: {
      "Content-Type": "application/json", "MCP-Protocol-Version": "2026-07-28", "Mcp-Method": method, "Mcp-Name": params.name ?? params.uri,
      ...(token ? { Authorization: "Bearer " + token } : {}),
    },
    body: JSON.stringify({
      jsonrpc: "2.0", id: ++asked, method,
      params: { ...params, _meta: { "io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {}, "io.modelcontextprotocol/clientInfo": { name: "check", version: "1" } } },
    }),
  });
  const answer = await response.json();
  hold(answer.result && !answer.result.isError, method + ": " + JSON.stringify(answer).slice(0, 300));
  return answer.result;
}

/** Does one check after the other, each in a context of its own. */
export async function run(browser, only) {
  let failed = 0;
  for (const { name, body, options } of checks) {
    if (only && !name.includes(only)) continue;
    const { context, page, faults } = await watched(browser, options);
    page.setDefaultTimeout(20000);
    const began = Date.now();
    try {
      await body(page, faults);
      same(faults, [], "faults");
      console.log(`ok ${name} (${Date.now() - began} ms)`);
    } catch (error) {
      failed++;
      console.log(`FAIL ${name}: ${String(error.message).replaceAll("\n", " ").slice(0, 900)} ${faults.length ? JSON.stringify(faults).slice(0, 400) : ""}`);
    }
    await context.close();
  }
  await browser.close();
  process.exitCode = failed === 0 ? 0 : 1;
}
