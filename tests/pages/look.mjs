// Looks at every page of a node as people do: in both languages, by day and by night, on a desk and on
// a phone, by keyboard alone, and without a script. Tells what is wrong, one line each, and ends with 1
// where anything is; its last line tells what was looked at.
//
//   node look.mjs TOOLS < JSON
//
// The JSON names the node (`home`), a link for each language (`links`), the pages (`paths`), a new node
// with a link for whoever comes by keyboard (`fresh`, by language), its `passphrase`, the text of a `badge`,
// the `browser`, a folder for a picture of each page (`shots`) and one for a few small ones (`pictures`), where they
// are wished for.
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(join(process.argv[2], "pages", "package.json"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const task = JSON.parse(readFileSync(0, "utf8"));

const faults = [];
let looked = 0;
let bared = 0;
let keyed = 0;
let rules = 0;
let version = "";
const fault = (where, what) => faults.push(`${where}: ${what}`);

const browser = await chromium.launch({
  executablePath: task.browser,
  args: process.getuid() === 0 ? ["--no-sandbox"] : [],
});

/** Comes in by a link; what the browser then keeps. */
async function enter(lang) {
  const context = await browser.newContext({ locale: lang });
  const page = await context.newPage();
  await page.goto(task.links[lang]);
  await page.locator(`button[name=lang][value=${lang}].button`).click();
  await page.waitForURL(`${task.home}/`);
  const kept = await context.storageState();
  await context.close();
  return kept;
}

/** Watches for whatever a page may not do: ask elsewhere, or break its policy. */
function watch(page, where) {
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(`${task.home}/`)) fault(where(), `asks for ${url}`);
  });
  page.on("console", (message) => {
    // A page that is not there says so by its status, too.
    const status = /^Failed to load resource.* 404 /.test(message.text());
    if (message.type() === "error" && !status) fault(where(), `says ${message.text()}`);
  });
  page.on("pageerror", (error) => fault(where(), `breaks: ${error.message}`));
  page.on("dialog", (dialog) => {
    fault(where(), `runs a text of somebody: ${dialog.message()}`);
    dialog.dismiss();
  });
}

async function judge(page, where) {
  await page.evaluate(axe);
  const found = await page.evaluate(() =>
    globalThis.axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }),
  );
  rules = Math.max(rules, found.passes.length + found.inapplicable.length + found.incomplete.length);
  version = found.testEngine.version;
  for (const one of found.violations) {
    const places = one.nodes.map((node) => node.target.join(" ")).slice(0, 3);
    fault(where, `${one.id}: ${one.help} (${places.join("; ")})`);
  }
}

/** What somebody can press or fill in on a page, as far as it is shown. */
const CONTROLS = `[...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
  .filter((one) => one.checkVisibility() && one.type !== "hidden" && !one.disabled && !("print" in one.dataset))`;

/** Pictures of a few pages for whoever reads of them, small enough to travel with the program. */
async function portrayed(storageState) {
  const options = { storageState, locale: "en", viewport: { width: 900, height: 620 } };
  const page = await (await browser.newContext(options)).newPage();
  for (const name of ["home", "passport", "screen"]) {
    await page.goto(task.home + task.paths[name]);
    await page.screenshot({ path: join(task.pictures, `${name}.png`) });
  }
  await page.goto(`${task.home}/verify`);
  await page.locator("#text").fill(task.badge);
  await page.locator("main form .button").click();
  await page.locator(".findings").waitFor();
  await page.screenshot({ path: join(task.pictures, "verdict.png") });
  await page.context().close();
}

const states = {};
for (const lang of ["en", "fr"]) {
  const kept = await enter(lang);
  states[lang] = kept;
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [1280, 360]) {
      const options = { storageState: kept, locale: lang, colorScheme, viewport: { width, height: 800 } };
      // What judges is put into the page, which its policy would forbid; the plain one is watched.
      const judged = await (await browser.newContext({ ...options, bypassCSP: true })).newPage();
      const plain = await (await browser.newContext(options)).newPage();
      let at = "";
      const where = () => `${at} ${lang} ${colorScheme} ${width}`;
      watch(plain, where);
      const look = async (name) => {
        const wide = await plain.evaluate(() => document.documentElement.scrollWidth > innerWidth);
        if (wide) fault(where(), "scrolls sideways");
        if (task.shots) {
          mkdirSync(task.shots, { recursive: true });
          const file = `${name}-${lang}-${colorScheme}-${width}.png`;
          await plain.screenshot({ path: join(task.shots, file), fullPage: true });
        }
        // Colours are the same on a desk by night as on a phone.
        if (colorScheme === "dark" && width > 360) return;
        await judge(judged, where());
        looked += 1;
      };
      for (const [name, path] of Object.entries(task.paths)) {
        at = path;
        for (const page of [plain, judged]) await page.goto(task.home + path);
        await look(name);
      }
      at = "the verdict";
      for (const page of [plain, judged]) {
        await page.goto(`${task.home}/verify`);
        await page.locator("#text").fill(task.badge);
        await page.locator("main form .button").click();
        await page.locator(".findings").waitFor();
        for (const why of await page.locator(".finding summary").all()) await why.click();
      }
      await look("verdict");
      at = "a list that was looked at";
      for (const page of [plain, judged]) {
        await page.goto(task.home + task.paths.many);
        await page.locator("#list").fill("name;what\nLake school;Was there\nNobody;\nLake school;");
        await page.locator("main form .button").first().click();
        await page.locator("#wrong-title").waitFor();
        for (const more of await page.locator("main summary").all()) await more.click();
      }
      await look("preview");
      at = "a form with a fault";
      for (const page of [plain, judged]) {
        await page.goto(`${task.home}/verify`);
        await page.locator("main form .button").click();
        await page.locator("#faults").waitFor();
      }
      await look("fault");
      await judged.context().close();
      await plain.context().close();
    }
  }
  if (task.pictures && lang === "en") await portrayed(kept);
  await near(lang, kept);
  await bare(lang, kept);
}

/** 1280 pixels at 400 %. */
async function near(lang, storageState) {
  const options = { storageState, locale: lang, viewport: { width: 320, height: 256 } };
  const page = await (await browser.newContext(options)).newPage();
  for (const path of Object.values(task.paths)) {
    await page.goto(task.home + path);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    if (wide) fault(`${path} ${lang}`, "scrolls sideways at 400 %");
  }
  await page.context().close();
}

/** Every page as somebody sees it whose browser runs no script; and all of it reached by Tab. */
async function bare(lang, storageState) {
  const options = { storageState, locale: lang, viewport: { width: 360, height: 740 }, reducedMotion: "reduce" };
  const plain = await (await browser.newContext({ ...options, javaScriptEnabled: false })).newPage();
  const usual = await (await browser.newContext(options)).newPage();
  const named = `${CONTROLS}.map((one) => [one.tagName, one.name, one.pathname, one.textContent].join(" "))`;
  for (const path of Object.values(task.paths)) {
    await usual.goto(task.home + path);
    await plain.goto(task.home + path);
    const [wanted, found] = [await usual.evaluate(named), await plain.evaluate(named)];
    const less = wanted.filter((one) => !found.includes(one));
    if (less.length > 0) fault(`${path} ${lang}`, `without a script there is no ${less.join(", ")}`);
    bared += 1;
    await tabbed(usual, `${path} ${lang}`);
  }
  await plain.context().close();
  await usual.context().close();
}

/** Goes through a page by Tab, which must come to everything on it and show where it is. */
async function tabbed(page, where) {
  const count = await page.evaluate(`{ globalThis.all = ${CONTROLS}; globalThis.met = new Set(); all.length }`);
  for (let presses = 0; presses < count + 3; presses += 1) {
    await page.keyboard.press("Tab");
    const hidden = await page.evaluate(() => {
      const one = document.activeElement;
      globalThis.met.add(one);
      const box = one.getBoundingClientRect();
      const style = getComputedStyle(one);
      if (one === document.body) return false;
      const seen = box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth;
      // Within a day, day, month and year are shown one by one, and no script sees it.
      const shown = style.outlineStyle !== "none" || one.type === "date";
      return shown && seen ? false : one.outerHTML.slice(0, 120);
    });
    if (hidden) fault(where, `has the focus and does not show it: ${hidden}`);
  }
  const missed = await page.evaluate(() =>
    globalThis.all
      // Of choices that exclude each other one is reached, and the arrows lead to the others.
      .filter((one) => !globalThis.met.has(one) && !(one.type === "radio" && one.name))
      .map((one) => one.outerHTML.slice(0, 120)),
  );
  for (const one of missed) fault(where, `cannot be reached by keyboard: ${one}`);
  keyed += 1;
}

/** Presses Tab until something has the focus, as somebody without a mouse does. */
async function reach(page, selector) {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) {
      const seen = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
      if (seen === "none") fault(selector, "has the focus and does not show it");
      return;
    }
  }
  throw new Error(`${selector} cannot be reached by keyboard on ${page.url()}`);
}

async function first(lang) {
  const context = await browser.newContext({ locale: lang, viewport: { width: 360, height: 740 } });
  const page = await context.newPage();
  const { home, link } = task.fresh[lang];
  const shot = async (name) => {
    if (task.shots) {
      await page.screenshot({ path: join(task.shots, `${name}-${lang}.png`), fullPage: true });
    }
  };
  await page.goto(link);
  await shot("first-1-link");
  await reach(page, `button[name=lang][value=${lang}].button`);
  await Promise.all([page.waitForURL(`${home}/welcome`), page.keyboard.press("Enter")]);
  await shot("first-2-who");
  await reach(page, "input[name=party]");
  await page.keyboard.press("ArrowDown");
  await reach(page, "#name");
  await page.keyboard.type(lang === "fr" ? "École du lac" : "Lake school");
  await Promise.all([page.waitForURL(`${home}/sheet`), page.keyboard.press("Enter")]);
  await shot("first-3-sheet");
  await reach(page, "#passphrase");
  await page.keyboard.type(task.passphrase);
  await page.keyboard.press("Enter");
  await page.locator("ol.words").waitFor();
  await shot("first-4-words");
  await reach(page, "a.button[href='/']");
  await Promise.all([page.waitForURL(`${home}/`), page.keyboard.press("Enter")]);
  await reach(page, ".ways a[href='/award']");
  await Promise.all([page.waitForURL(`${home}/award`), page.keyboard.press("Enter")]);
  await reach(page, "a[href='/award/new']");
  await Promise.all([page.waitForURL(`${home}/award/new`), page.keyboard.press("Enter")]);
  for (const [field, text] of [
    ["#name", "Thé"],
    ["#description", "Tea for all"],
    ["#criteria", "Three cups"],
  ]) {
    await reach(page, field);
    await page.keyboard.type(text);
  }
  await reach(page, "main .button");
  await Promise.all([page.waitForURL(/\/award\/urn/), page.keyboard.press("Enter")]);
  await shot("first-5-badge");
  await gives(page, home, page.url(), lang === "fr" ? "École du lac" : "Lake school");
  await context.close();
}

/** Presses Enter on something, and comes to a page. */
async function press(page, selector, url) {
  await reach(page, selector);
  await Promise.all([page.waitForURL(url), page.keyboard.press("Enter")]);
}

/** A list, a room, its code and the questions of a badge, by keyboard alone. */
async function gives(page, home, badge, name) {
  await press(page, "a[href$='/many']", /\/many$/);
  await reach(page, "#list");
  await page.keyboard.type(name);
  await reach(page, "main form .button");
  await page.keyboard.press("Enter");
  await page.locator("#good-title").waitFor();
  await press(page, "button[name=go]", /\/batches\//);
  await page.goto(badge);
  await press(page, "a[href$='/room']", /\/room$/);
  await press(page, "main form .button", /\/rooms\//);
  const code = await page.locator("p.code").innerText();
  await press(page, "a[href$='/screen']", /\/screen$/);
  await press(page, "main a[href^='/rooms/']", /\/rooms\/[0-9a-f]+$/);
  await page.goto(`${home}/claim`);
  await reach(page, "#code");
  await page.keyboard.type(code);
  await Promise.all([page.waitForURL(/\/claim\/[0-9a-f]+$/), page.keyboard.press("Enter")]);
  await reach(page, "#address");
  await page.goto(badge);
  await press(page, "a[href$='/form']", /\/form$/);
  await reach(page, "input[name=open]");
  await page.keyboard.press("Space");
  await reach(page, "#questions");
  await page.keyboard.type("How many cups?");
  await reach(page, "main form .button");
  await Promise.all([page.waitForURL(/\/award\/urn[^/]*$/), page.keyboard.press("Enter")]);
}

/** Decides about a case by keyboard alone; the second time it is over. */
async function decides(lang) {
  const context = await browser.newContext({ locale: lang, storageState: states[lang] });
  const page = await context.newPage();
  await page.goto(task.home + task.paths.case);
  await reach(page, "form[action$='/approve'] .button");
  await page.keyboard.press("Enter");
  await page.locator("span.state.yes").waitFor();
  await context.close();
}

for (const lang of ["en", "fr"]) {
  try {
    await first(lang);
  } catch (error) {
    fault(`first run ${lang}`, error.message);
  }
}

try {
  await decides("fr");
} catch (error) {
  fault("a decision", error.message);
}

await browser.close();
for (const one of new Set(faults)) console.log(one);
console.log(`${looked} looks, ${faults.length} faults`);
const pages = Object.keys(task.paths).length;
console.log(JSON.stringify({ pages, looks: looked, axe: version, rules, keyboard: keyed, bare: bared }));
process.exit(faults.length > 0 || looked === 0 ? 1 : 0);
