// Pictures of every view, light and dark, wide and narrow.
// Usage: node shots.mjs http://127.0.0.1:7420 FOLDER   (in the folder with the npm packages)
import { mkdirSync } from "node:fs";
import { drawn, launch, watched } from "./browser.mjs";

const [base, folder, only] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const browser = await launch();
try {
  for (const scheme of ["light", "dark"]) {
    for (const width of [1440, 390]) {
      const { context, page, faults } = await watched(browser, {
        viewport: { width, height: width === 390 ? 844 : 900 },
        colorScheme: scheme,
        deviceScaleFactor: width === 390 ? 2 : 1,
      });
      const shoot = async (name) => {
        if (!only || name.includes(only)) await page.screenshot({ path: `${folder}/${name}-${width}-${scheme}.png`, fullPage: width === 390 });
      };
      await page.goto(base + "/");
      await drawn(page);
      await page.waitForTimeout(300);
      await shoot("map");
      const first = await page.getAttribute(".card h2 a", "href");
      await page.goto(base + first);
      await drawn(page);
      await page.waitForTimeout(300);
      await shoot("cluster");
      const trace = await page.getAttribute(".item-head a", "href");
      const run = first.split("/")[2];
      await page.goto(base + "/runs/" + run + "?color=cost&as=table&sort=error_rate");
      await drawn(page);
      await page.waitForTimeout(200);
      await shoot("map-cost-table");
      await page.goto(base + trace);
      await page.waitForSelector(".line");
      await page.waitForTimeout(200);
      await shoot("trace");
      await page.goto(base + "/search?q=refund");
      await page.waitForSelector(".found li");
      await shoot("search");
      await page.goto(base + "/compare");
      await page.waitForSelector("h1");
      await page.waitForTimeout(900);
      await shoot("compare");
      await page.goto(base + "/jobs");
      await page.waitForSelector(".jobs li");
      await shoot("jobs");
      await page.click("text=Cluster now");
      await page.waitForSelector("dialog[open]");
      await shoot("start");
      await context.close();
      if (faults.length > 0) console.log(scheme, width, faults);
    }
  }
} finally {
  await browser.close();
}
