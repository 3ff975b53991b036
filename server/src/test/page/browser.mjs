// Starts the Chromium that comes as an npm package. Run in the folder in which `npm install` was run.
import { createRequire } from "node:module";

const require = createRequire(process.cwd() + "/");
const { chromium } = require("playwright-core");
const sparticuz = require("@sparticuz/chromium").default ?? require("@sparticuz/chromium");

export const axeSource = () => require("axe-core").source;

export async function launch() {
  return chromium.launch({
    executablePath: await sparticuz.executablePath(),
    args: [...sparticuz.args.filter((a) => !a.startsWith("--headless") && a !== "--disable-web-security" && !a.startsWith("--single-process")), "--disable-gpu", "--force-color-profile=srgb"],
    headless: true,
  });
}

/** Opens a page on which whatever should not happen is written down. */
export async function watched(browser, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  const faults = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") faults.push("console: " + message.text());
  });
  page.on("pageerror", (error) => faults.push("error: " + error.message));
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith("http") && url.hostname !== "127.0.0.1") faults.push("request: " + request.url());
  });
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (e) => console.error("policy: " + e.violatedDirective + " " + e.blockedURI));
  });
  return { context, page, faults };
}

export async function drawn(page) {
  await page.waitForSelector(".map-field[data-drawn]", { timeout: 20000 });
}
