// Uses the page the way people do, in a real browser, and says of each check whether it held.
// Usage: node check.mjs http://127.0.0.1:PORT   (in the folder with the npm packages)
import { drawn, launch } from "./browser.mjs";
import { ask, check, colours, hold, pointed, run as runChecks, same, serious, settled } from "./checks.mjs";

const base = process.argv[2];
const only = process.argv[3];
const browser = await launch();
const tool = async (name, args) => (await ask(base, "tools/call", { name, arguments: args })).structuredContent;

const clusters = (await tool("get_clusters", { limit: 100, response_format: "detailed" })).clusters;
const run = (await tool("list_runs", {})).runs.find((r) => r.status === "complete").run_id;
const largest = clusters.find((c) => c.cluster_id >= 0);

async function map(page, query = "") {
  await page.goto(`${base}/runs/${run}${query}`);
  await drawn(page);
}

/** Somewhere on the map where there is a dot and nothing above it. */
async function dot(page) {
  const box = await page.locator(".map-field").boundingBox();
  for (let y = box.y + 20; y < box.y + box.height - 60; y += 6) {
    for (let x = box.x + 20; x < box.x + box.width - 20; x += 14) {
      if (await pointed(page, page, x, y)) return { x, y };
    }
  }
  throw new Error("no dot found on the map");
}

async function labelsApart(page, when) {
  const overlaps = await page.evaluate(() => {
    const boxes = [...document.querySelectorAll(".name")].map((e) => e.getBoundingClientRect());
    let n = 0;
    boxes.forEach((a, i) => boxes.forEach((b, j) => {
      if (i < j && a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom) n++;
    }));
    const spill = [...document.querySelectorAll(".name")].filter((e) => e.scrollWidth > e.clientWidth + 1).length;
    return { n, spill, names: boxes.length };
  });
  same([overlaps.n, overlaps.spill], [0, 0], "overlapping and spilling names " + when);
  return overlaps.names;
}

check("the map is drawn and every cluster has a card", async (page) => {
  await page.goto(base + "/");
  await drawn(page);
  same(await page.locator(".card").count(), clusters.length, "cards");
  const colors = await colours(page);
  hold(colors > 10, "the canvas has only " + colors + " colours");
  hold((await labelsApart(page, "at first")) > 0, "no names on the map");
});

check("every number equals what the tools say", async (page) => {
  await map(page);
  const compare = async (row, cluster, where) => {
    for (const cell of await row.locator("[data-exact]").all()) {
      const figure = await cell.getAttribute("data-figure");
      const exact = await cell.getAttribute("data-exact");
      same(exact === "" ? undefined : Number(exact), cluster[figure], `${where}, cluster ${cluster.cluster_id}, ${figure}`);
    }
  };
  for (const cluster of clusters) await compare(page.locator(`.card[data-cluster="${cluster.cluster_id}"]`), cluster, "card");
  await page.getByRole("button", { name: "Table", exact: true }).click();
  for (const cluster of clusters) await compare(page.locator(`tr[data-cluster="${cluster.cluster_id}"]`), cluster, "table");
  for (const cluster of [largest, clusters.at(-1)]) {
    await page.goto(`${base}/runs/${run}/clusters/${cluster.cluster_id}`);
    await page.waitForSelector(".metrics");
    await compare(page.locator(".metrics"), (await tool("get_cluster", { run_id: run, cluster_id: cluster.cluster_id })).metrics, "cluster page");
  }
  const trace = (await tool("search_traces", { limit: 1 })).traces[0].trace_id;
  await page.goto(`${base}/traces/${trace}`);
  await page.waitForSelector(".trace-figures [data-figure]");
  const figures = (await tool("get_trace", { trace_id: trace })).figures;
  await compare(page.locator(".trace-figures"), figures, "trace page");
  const numbers = (await tool("get_run", { run_id: run })).run;
  await map(page);
  hold((await page.textContent("h1")).startsWith(numbers.items.toLocaleString("en-US") + " traces in " + numbers.clusters), "headline: " + (await page.textContent("h1")));
});

check("the bar of shares names each cluster and leads to it", async (page) => {
  await map(page);
  same(await page.locator(".share").count(), clusters.length, "parts of the bar");
  const part = page.locator(".share").first();
  await part.hover();
  const says = await part.getAttribute("data-says");
  hold(says.includes(String(largest.items)), says);
  await part.click();
  await page.waitForURL("**/clusters/*");
});

check("a dot shows title, cost and latency, and leads to its trace", async (page) => {
  await map(page);
  const at = await dot(page);
  await page.waitForFunction(() => document.querySelector(".tip strong")?.textContent.length > 2);
  hold(/·/.test(await page.textContent(".tip .figures")), "no figures in the hint");
  await page.mouse.click(at.x, at.y);
  await page.waitForURL("**/traces/*");
  await page.waitForSelector(".line");
});

check("the centre of a cluster leads to the cluster", async (page) => {
  await map(page);
  await page.locator(".centre").first().click({ force: true });
  await page.waitForURL("**/clusters/*");
  await page.waitForSelector(".metrics");
});

check("dragging zooms, double click resets, the address keeps the place, names never overlap", async (page) => {
  await map(page);
  const box = await page.locator(".map-field").boundingBox();
  const [x, y] = [box.x + box.width * 0.3, box.y + box.height * 0.3];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 250, y + 170, { steps: 6 });
  await page.waitForSelector(".map-hand rect");
  await page.mouse.up();
  await page.waitForFunction(() => location.search.includes("at="));
  await labelsApart(page, "after a drag");
  await page.reload();
  await drawn(page);
  hold(page.url().includes("at="), "the address forgot the place");
  for (let k = 0; k < 5; k++) {
    await page.locator(".map-tools >> text=+").click();
    await settled(page);
    await labelsApart(page, "zoomed in " + k);
  }
  await page.mouse.dblclick(box.x + box.width - 40, box.y + 30);
  await page.waitForFunction(() => !location.search.includes("at="));
  await page.mouse.move(box.x + 200, box.y + 200);
  await page.mouse.wheel(0, -400);
  await page.waitForFunction(() => location.search.includes("at="));
  await labelsApart(page, "after the wheel");
  await page.locator(".map-tools >> text=Reset").click();
  await page.waitForFunction(() => !location.search.includes("at="));
  await page.locator(".map-tools >> text=Move").click();
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 100, y + 40, { steps: 4 });
  await page.mouse.up();
  await page.waitForFunction(() => location.search.includes("at="));
});

check("a lasso says what is in it, and stays in the address", async (page) => {
  await map(page);
  await page.locator(".map-tools >> text=Select").click();
  const box = await page.locator(".map-field").boundingBox();
  const corners = [[0.03, 0.03], [0.97, 0.03], [0.97, 0.88], [0.5, 0.86], [0.03, 0.7], [0.03, 0.1]];
  const at = ([u, v]) => [box.x + box.width * u, box.y + box.height * v];
  await page.mouse.move(...at(corners[0]));
  await page.mouse.down();
  for (const corner of corners.slice(1)) await page.mouse.move(...at(corner), { steps: 6 });
  await page.mouse.up();
  await page.waitForSelector(".selection h2");
  const chosen = await page.textContent(".selection h2");
  hold(/^[1-9]/.test(chosen), chosen);
  await page.waitForSelector(".selection-items li");
  await page.reload();
  await drawn(page);
  same(await page.textContent(".selection h2"), chosen, "after a reload");
  await page.locator(".selection >> text=Clear").click();
  await page.waitForFunction(() => !document.querySelector(".selection") && !location.search.includes("sel="));
});

check("colours follow cluster, cost, latency, error, model and time", async (page) => {
  await map(page);
  const picture = () => page.evaluate(() => document.querySelector(".map-field canvas").toDataURL());
  let shown = await picture();
  const seen = new Set([shown]);
  for (const mode of ["cost", "latency", "error", "model", "time"]) {
    await page.locator(`.choice[aria-label="Colour by"] >> text=${mode}`).click();
    await page.waitForSelector(".key");
    await page.waitForFunction((before) => document.querySelector(".map-field canvas").toDataURL() !== before, shown);
    hold(page.url().includes("color=" + mode), page.url());
    seen.add((shown = await picture()));
  }
  same(seen.size, 6, "different pictures");
});

check("cards and table sort by every figure", async (page) => {
  await map(page);
  for (const [sort, figure] of [["total_cost", "total_cost_usd"], ["avg_cost", "avg_cost_usd"], ["latency", "avg_latency_s"], ["error_rate", "error_rate"], ["size", "items"]]) {
    await page.selectOption(".clusters-bar select", sort);
    const values = await page.locator(`.card:not(.card-noise) [data-figure="${figure}"]`).evaluateAll((cells) => cells.map((c) => Number(c.dataset.exact ?? -1)));
    same(values, [...values].sort((a, b) => b - a), "order by " + sort);
  }
  await page.selectOption(".clusters-bar select", "name");
  const names = await page.locator(".card h2 a").allTextContents();
  same(names, [...names].sort((a, b) => a.localeCompare(b)), "order by name");
  await page.getByRole("button", { name: "Table", exact: true }).click();
  await page.getByRole("button", { name: "Errors", exact: true }).click();
  hold(page.url().includes("sort=error_rate") && page.url().includes("as=table"), page.url());
});

check("a card unfolds to its description and typical traces", async (page) => {
  await map(page);
  await page.locator(".card .unfold").first().click();
  await page.waitForSelector(".card-more .description li");
  hold(page.url().includes("open="), page.url());
  await page.locator(".exemplars a").first().click();
  await page.waitForURL("**/traces/*");
  await page.waitForSelector(".line");
});

check("the cluster page has figures, spread, what is special, and items page by page", async (page) => {
  await page.goto(`${base}/runs/${run}/clusters/-1`);
  await page.waitForSelector(".metrics");
  const big = clusters.reduce((a, b) => (b.items > a.items ? b : a));
  await page.goto(`${base}/runs/${run}/clusters/${big.cluster_id}`);
  await drawn(page);
  // The first bin may be empty, and a bar without height is not visible.
  await page.waitForSelector(".histogram rect", { state: "attached" });
  await page.waitForSelector(".drivers li, section[aria-label='Special here'] .aside");
  const first = await page.locator(".item").count();
  if (big.items > 25) {
    await page.getByRole("button", { name: "Show more" }).click();
    await page.waitForFunction((n) => document.querySelectorAll(".item").length > n, first);
  } else same(first, big.items, "items");
  await page.locator(".item .fold").first().click();
  await page.waitForSelector(".item .summary .notes li");
  await page.locator(".item .line-ref").first().click();
  await page.waitForURL("**/traces/*line=*");
  await page.waitForSelector(".line-wanted");
});

check("the trace page folds, jumps to lines, shows spans and clusters", async (page) => {
  const { members } = await tool("get_cluster", { run_id: run, cluster_id: largest.cluster_id });
  await page.goto(`${base}/traces/${members[0].trace_id}`);
  await page.waitForSelector(".line");
  const before = await page.locator(".line").count();
  await page.getByRole("button", { name: "Fold all", exact: true }).click();
  await page.waitForFunction((n) => document.querySelectorAll(".line").length < n, before);
  await page.locator("aside .line-ref").last().click();
  await page.waitForSelector(".line-wanted");
  await page.getByRole("button", { name: "Unfold all", exact: true }).click();
  await page.waitForFunction((n) => document.querySelectorAll(".line").length === n, before);
  await page.locator(".timeline .span").first().click();
  await page.waitForFunction(() => document.querySelector(".line-wanted .tone-branch") !== null);
  await page.locator("[role=tab] >> text=Clusters").click();
  await page.waitForSelector(".belongs a");
  await page.locator(".belongs a").first().click();
  await page.waitForURL("**/clusters/*");
});

check("search finds by words and by error", async (page) => {
  await page.goto(base + "/");
  await page.click("nav >> text=Search");
  await page.fill("input[type=search]", "order");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".found li");
  hold(page.url().includes("q=order"), page.url());
  const all = await page.locator(".found li").count();
  await page.check("input[type=checkbox]");
  await page.waitForFunction(() => location.search.includes("errors=1"));
  await page.waitForFunction((n) => document.querySelectorAll(".found li").length !== n || document.querySelectorAll(".found .bad").length === n, all);
  await page.getByRole("button", { name: "meaning" }).click();
  await page.waitForFunction(() => location.search.includes("by=meaning"));
  await page.waitForFunction(() => /closest/.test(document.querySelector("main").textContent));
  await page.getByRole("button", { name: "words" }).click();
  await page.fill("input[type=search]", "zzzqqq");
  await page.keyboard.press("Enter");
  await page.waitForSelector("text=Nothing matches");
});

check("two runs are compared", async (page) => {
  await page.goto(base + "/compare");
  await page.waitForSelector("tbody tr");
  hold(/items are in both runs/.test(await page.textContent("main")), "no count of common items");
  await page.locator("tbody th a").first().click();
  await page.waitForURL("**/clusters/*");
});

check("jobs and runs are listed", async (page) => {
  await page.goto(base + "/jobs");
  await page.waitForSelector(".jobs li");
  await page.waitForSelector("tbody tr");
  await page.locator("tbody th a").first().click();
  await page.waitForURL("**/runs/*");
  await drawn(page);
});

check("a job is made, changed, switched off and deleted on the page", async (page) => {
  await page.goto(base + "/jobs");
  await page.waitForSelector(".jobs li");
  const jobs = async () => (await tool("list_jobs", {})).jobs;
  const names = async () => (await jobs()).map((job) => [job.name, job.enabled]);
  const job = page.locator(".jobs li", { hasText: "Slow refunds" });
  await page.getByRole("button", { name: "New job" }).click();
  await page.fill("dialog input[name=name]", "Slow refunds");
  await page.selectOption("dialog select[name=schedule]", "weekly");
  await page.fill("dialog input[name=days]", "400");
  await page.getByRole("button", { name: "Add a filter" }).click();
  await page.getByLabel("Property 1").fill("item_latency_s");
  await page.getByLabel("Operator 1").selectOption("gt");
  await page.getByLabel("Value 1").fill("soon");
  await page.click("dialog >> text=Save");
  hold(/soon/.test(await page.locator("dialog [role=alert]").textContent()), "a wrong filter is not refused in the form");
  await page.getByLabel("Value 1").fill("1");
  same(await serious(page), [], "what axe finds in the form");
  await page.click("dialog >> text=Save");
  await job.waitFor();
  hold((await names()).some(([name, on]) => name === "Slow refunds" && on), "the job was not saved");
  hold((await names()).some(([name, on]) => name === "Default - trace" && !on), "the default job is still on");
  await job.getByRole("button", { name: "Edit" }).click();
  same(await page.getByLabel("Property 1").inputValue(), "item_latency_s", "the filter in the form");
  await page.getByLabel("Operator 1").selectOption("is_set");
  await page.fill("dialog input[name=meaning]", "refunds");
  await page.click("dialog >> text=Save");
  await page.waitForSelector("dialog", { state: "detached" });
  const id = (await jobs()).find((each) => each.name === "Slow refunds").job_id;
  const inputs = (await tool("list_jobs", { job_id: id })).jobs[0].inputs;
  same([inputs.filters, inputs.meaning, inputs.lookback_days], [[{ property: "item_latency_s", operator: "is_set" }], "refunds", 400], "what was saved");
  await job.getByRole("button", { name: "Switch off" }).click();
  await job.getByRole("button", { name: "Switch on" }).waitFor();
  hold((await names()).some(([name, on]) => name === "Slow refunds" && !on), "the job is still on");
  await job.getByRole("button", { name: "Delete" }).click();
  await job.getByRole("button", { name: "Really delete" }).click();
  await job.waitFor({ state: "detached" });
  hold((await names()).some(([name, on]) => name === "Default - trace" && on), "the default job did not come back");
});

check("a job is run from the page", async (page) => {
  await tool("save_job", { name: "From the page", inputs: { lookback_days: 400, clustering_method: "kmeans" }, schedule: "off" });
  await page.goto(base + "/jobs");
  await page.locator(".jobs li", { hasText: "From the page" }).getByRole("button", { name: "Run now" }).click();
  await page.waitForURL(/watch=|jfrom-the-page/);
  await page.waitForURL("**/runs/*jfrom-the-page*", { timeout: 90000 });
  await drawn(page);
  await tool("delete_job", { job_id: "jfrom-the-page" });
});

check("what is watched for stands on the page with how it stands", async (page) => {
  await page.goto(base + "/jobs");
  await page.waitForSelector(".jobs li");
  same(await page.getByRole("heading", { name: "Monitors" }).count(), 0, "headings over nothing");
  const name = "Watched <b>for</b>";
  const saved = (await tool("save_monitor", { run_id: run, cluster_id: largest.cluster_id, name })).monitor;
  await page.goto(base + "/jobs");
  const row = page.locator("tr", { hasText: name });
  await row.waitFor();
  const [listed] = (await tool("list_monitors", {})).monitors;
  same(await row.locator("td").first().textContent(), listed.state, "state");
  await row.getByRole("link").click();
  await page.waitForURL(`**/runs/${run}/clusters/${largest.cluster_id}*`);
  await tool("save_monitor", { delete: saved.monitor_id });
});

check("only the keyboard is needed", async (page) => {
  await map(page);
  await page.locator(".map-field").focus();
  await page.keyboard.press("+");
  await page.waitForFunction(() => location.search.includes("at="));
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("0");
  await page.waitForFunction(() => !location.search.includes("at="));
  await page.keyboard.press("Tab");
  hold(await page.evaluate(() => document.activeElement.classList.contains("centre")), "the centre of a cluster takes no focus");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/clusters/*");
  await page.waitForSelector(".item-head a");
  for (let k = 0; k < 120; k++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate(() => document.activeElement.matches(".item-head > a"))) break;
  }
  await page.keyboard.press("Enter");
  await page.waitForURL("**/traces/*");
});

check("colours change at a press and stay", async (page) => {
  await map(page);
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  await page.click(".theme");
  await page.waitForFunction((was) => getComputedStyle(document.body).backgroundColor !== was, light);
  const dark = await ground();
  await page.reload();
  await drawn(page);
  same(await ground(), dark, "after a reload");
});

check("nothing runs over the side of a small screen", async (page) => {
  for (const path of ["/", `/runs/${run}/clusters/${largest.cluster_id}`, "/search?q=order", "/compare", "/jobs"]) {
    await page.goto(base + path);
    await page.waitForSelector("h1");
    await page.waitForLoadState("networkidle");
    await settled(page);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    hold(over <= 0, path + " is " + over + " pixels too wide");
  }
}, { viewport: { width: 390, height: 844 }, hasTouch: true });

for (const scheme of ["light", "dark"]) {
  check("axe finds nothing serious, " + scheme, async (page) => {
    const trace = (await tool("search_traces", { limit: 1 })).traces[0].trace_id;
    const paths = [`/runs/${run}`, `/runs/${run}?as=table&color=cost`, `/runs/${run}/clusters/${largest.cluster_id}`, `/traces/${trace}`, "/search?q=order", "/compare", "/jobs"];
    for (const path of paths) {
      await page.goto(base + path);
      await page.waitForSelector(".map-field[data-drawn], .line, .found li, tbody tr");
      same(await serious(page), [], path);
    }
  }, { colorScheme: scheme });
}

check("hostile text stays text", async (page) => {
  const found = (await tool("search_traces", { query: "hostilemark", limit: 20 })).traces;
  hold(found.length > 0, "no hostile traces in the store");
  page.on("dialog", () => { throw new Error("a dialog opened"); });
  const paths = ["/search?q=hostilemark", "/", ...found.map((t) => "/traces/" + encodeURIComponent(t.trace_id))];
  for (const path of paths) {
    await page.goto(base + path);
    await page.waitForSelector(".line, .found li, .card");
    await page.waitForLoadState("networkidle");
    await settled(page);
    const bad = await page.evaluate(() => ({
      ran: window.ran === true,
      scripts: document.querySelectorAll("script:not([src='/page.js']), iframe, object, embed, form[action], img, style").length,
      links: [...document.querySelectorAll("a[href]")].filter((a) => !/^(\/|#)/.test(a.getAttribute("href"))).length,
      turned: /[\u202a-\u202e\u2066-\u2069]/.test(document.body.innerText),
    }));
    same(bad, { ran: false, scripts: 0, links: 0, turned: false }, path);
  }
  const text = await page.evaluate(() => document.querySelector(".lines").textContent);
  hold(text.includes("<script>"), "the script is not shown as text");
});

check("a run is started from the page, shows progress, and ends on its map", async (page) => {
  await page.goto(base + "/jobs");
  await page.waitForSelector(".jobs li");
  await page.getByRole("button", { name: "Cluster now" }).click();
  await page.fill("dialog input[name=days]", "400");
  await page.selectOption("dialog select[name=method]", "kmeans");
  await page.fill("dialog input[name=label]", "from-page");
  await page.click("dialog >> text=Start");
  await page.waitForURL(/watch=|from-page/);
  await page.waitForURL("**/runs/*from-page*", { timeout: 90000 });
  await drawn(page);
});

const groups = (await (await fetch(`${base}/api/groups?run_id=${run}`)).json()).groups;
const tops = groups.filter((g) => !g.parent_id);

check("the tree holds every cluster once, and a chosen group is lit on the map", async (page) => {
  await map(page);
  if (clusters.filter((c) => c.cluster_id >= 0).length < 8) {
    same(await page.getByRole("button", { name: "Tree", exact: true }).count(), 0, "trees of a run without groups");
    return;
  }
  hold(tops.length > 1, "the run has no groups");
  await page.getByRole("button", { name: "Tree", exact: true }).click();
  await page.waitForSelector('[role="tree"]');
  const first = page.locator(`[role="treeitem"][data-row="${tops[0].node_id}"]`);
  same(await first.locator(".tree-items").getAttribute("data-items"), String(tops[0].items), "items of the first group");
  const inside = new Set(groups.flatMap((g) => g.clusters)).size;
  const rows = async () => page.locator('[role="treeitem"]').count();
  same(await rows(), tops.length + clusters.length - inside, "rows at first");
  // Only with keys from here on.
  await first.focus();
  await page.keyboard.press("ArrowRight");
  await page.waitForFunction(() => location.search.includes("unfolded=1"));
  same(await first.getAttribute("aria-expanded"), "true", "unfolded");
  hold((await rows()) > tops.length + clusters.length - inside, "nothing came out of the group");
  const before = await page.evaluate(() => document.querySelector(".map-field canvas").toDataURL());
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => location.search.includes("group=1"));
  same(await first.getAttribute("aria-selected"), "true", "chosen");
  await page.waitForFunction((old) => document.querySelector(".map-field canvas").toDataURL() !== old, before);
  same(await serious(page), [], "axe on the tree");
  await page.reload();
  await page.waitForSelector('[role="tree"]');
  same(await first.getAttribute("aria-selected"), "true", "chosen after a reload");
  await first.focus();
  await page.keyboard.press("ArrowRight");
  const below = await page.evaluate(() => document.activeElement.dataset.row);
  hold(below !== tops[0].node_id, "the right arrow goes into an open group");
  await page.keyboard.press("ArrowLeft");
  same(await page.evaluate(() => document.activeElement.dataset.row), tops[0].node_id, "the left arrow goes back");
  for (const group of groups) if (group.node_id !== tops[0].node_id) {
    await page.locator(`[role="treeitem"][data-row="${group.node_id}"] .tree-twist`).click();
  }
  const shown = await page.locator(".tree-cluster").evaluateAll((all) => all.map((e) => Number(e.dataset.row.slice(1))).sort((a, b) => a - b));
  same(shown, clusters.map((c) => c.cluster_id).sort((a, b) => a - b), "clusters in the tree");
  const one = page.locator(".tree-cluster").first();
  const id = (await one.getAttribute("data-row")).slice(1);
  await one.click();
  await page.waitForURL(`**/runs/${run}/clusters/${id}`);
});

await runChecks(browser, only);
