// The page of a server that was started with a token.
// Usage: node token.mjs http://127.0.0.1:PORT TOKEN   (in the folder with the npm packages)
import { drawn, launch } from "./browser.mjs";
import { check, hold, run, same } from "./checks.mjs";

const [base, token] = process.argv.slice(2);
const enter = async (page, text) => {
  await page.fill("input[name=token]", text);
  await page.getByRole("button", { name: "Enter", exact: true }).click();
};
/** A browser calls each answer 401 an error. */
const forgive = (faults) => faults.splice(0, faults.length, ...faults.filter((fault) => !fault.includes("401")));

check("without the token the page shows nothing but the question for it", async (page, faults) => {
  await page.goto(base + "/");
  await page.waitForSelector("text=A token, please");
  same(await page.locator(".card, .map-field").count(), 0, "things shown");
  await enter(page, token + "x");
  await page.waitForSelector("text=A token, please");
  same(await page.locator(".card, .map-field").count(), 0, "things shown for a wrong token");
  forgive(faults);
});

check("with the token the map is drawn, until the window is closed", async (page, faults) => {
  await page.goto(base + "/");
  await page.waitForSelector("text=A token, please");
  await enter(page, token);
  await drawn(page);
  forgive(faults);
  await page.reload();
  await drawn(page);
  same(await page.locator("text=A token, please").count(), 0, "questions after a reload");
  hold(!page.url().includes(token), "the token stands in the address");
  const other = await page.context().newPage();
  await other.goto(base + "/");
  await other.waitForSelector("text=A token, please");
  await other.close();
});

await run(await launch());
