// Drives Firefox over WebDriver BiDi for test_firefox.py: JSON in on the command line, one line of JSON out.
// usage: node firefox.mjs '{"firefox": PATH, "driver": PATH, "profile": FOLDER, "steps": [[KIND, ...], ...]}'
// The answer is the list of what the steps gave, in their order. A step that is given a frame names it by its number.

import { pathToFileURL } from "node:url";

const { firefox, driver, profile, steps } = JSON.parse(process.argv[2]);
const { default: puppeteer } = await import(pathToFileURL(driver));
const browser = await puppeteer.launch({ browser: "firefox", executablePath: firefox, userDataDir: profile, headless: true });
const page = await browser.newPage();
const complaints = [];
page.on("pageerror", (error) => complaints.push(String(error)));

const frame = async (number) => {
  const frames = [];
  for (const element of await page.$$("iframe")) frames.push(await element.contentFrame());
  return frames[number];
};
const kinds = {
  goto: (address) => page.goto(address, { waitUntil: "load" }).then(() => null),
  size: (width, height) => page.setViewport({ width, height }).then(() => null),
  host: (code) => page.evaluate(code),
  embed: async (number, code) => (await frame(number)).evaluate(code),
  click: async (number, selector) => (await (await frame(number)).$(selector)).click().then(() => null),
  press: (key) => page.keyboard.press(key).then(() => null),
  // Ask again until the host's answer and the frame's are the same; give both.
  same: async (number, ours, theirs) => {
    let seen;
    for (let tries = 0; tries < 200; tries++) {
      seen = [await page.evaluate(ours), await (await frame(number)).evaluate(theirs)];
      if (seen[0] === seen[1]) break;
      await new Promise((done) => setTimeout(done, 25));
    }
    return seen;
  },
  until: async (number, code) => {
    for (let tries = 0; tries < 200; tries++) {
      if (await (number === null ? page : await frame(number)).evaluate(code)) return true;
      await new Promise((done) => setTimeout(done, 25));
    }
    return false;
  },
  complaints: async () => complaints,
};

const answers = [];
try {
  for (const [kind, ...given] of steps) answers.push((await kinds[kind](...given)) ?? null);
} catch (error) {
  answers.push({ failed: String(error), step: steps[answers.length] });
} finally {
  await browser.close();
}
console.log(JSON.stringify(answers));
