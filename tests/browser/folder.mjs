// Opens pages in Firefox over WebDriver BiDi for test_folder.py: JSON in on standard input, one line of JSON out.
// In:  {"firefox": PATH, "driver": PATH, "profile": FOLDER, "look": CODE, "pages": [ADDRESS, ...], "steps": [[KIND, ...], ...]}
// Out: {"pages": [{"title", "complaints", "loaded", "looked"}, ...], "steps": [what each step gave, ...]}
// CODE is run in each page. The steps are done afterwards, in one tab.

import { pathToFileURL } from "node:url";

let input = "";
for await (const piece of process.stdin) input += piece;
const { firefox, driver, profile, look, pages, steps } = JSON.parse(input);
const { default: puppeteer } = await import(pathToFileURL(driver));
const browser = await puppeteer.launch({ browser: "firefox", executablePath: firefox, userDataDir: profile, headless: true });
const page = await browser.newPage();
let complaints = [];
page.on("pageerror", (error) => complaints.push(`script: ${error}`));
page.on("console", (message) => ["error", "warn"].includes(message.type()) && complaints.push(`console: ${message.text()}`));
page.on("requestfailed", (request) => complaints.push(`failed: ${request.url()}`));
page.on("request", (request) => request.url().startsWith("http") && complaints.push(`asked: ${request.url()}`));

const kinds = {
  goto: (address) => page.goto(address, { waitUntil: "load" }).then(() => null),
  click: async (selector) => (await page.$(selector)).click().then(() => null),
  press: (key) => page.keyboard.press(key).then(() => null),
  type: (selector, text) => page.type(selector, text).then(() => null),
  tell: (code) => page.evaluate(code),
  until: async (code) => {
    for (let tries = 0; tries < 200; tries++) {
      if (await page.evaluate(code)) return true;
      await new Promise((done) => setTimeout(done, 25));
    }
    return false;
  },
};

const answer = { pages: [], steps: [] };
try {
  for (const address of pages) {
    complaints = [];
    await page.goto(address, { waitUntil: "load" });
    const loaded = await page.evaluate("performance.getEntriesByType('resource').map((each) => each.name)");
    const looked = await page.evaluate(look);
    answer.pages.push({ title: await page.title(), complaints, loaded, looked });
  }
  for (const [kind, ...given] of steps) answer.steps.push((await kinds[kind](...given)) ?? null);
} catch (error) {
  answer.failed = `${error} at page ${answer.pages.length}, step ${answer.steps.length}`;
} finally {
  await browser.close();
}
console.log(JSON.stringify(answer));
