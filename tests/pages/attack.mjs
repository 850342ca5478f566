// Puts 300 texts that run, or load something, into every field of every page, and looks at what becomes of
// them: nothing may run, and nothing may be asked for.
//
//   node attack.mjs TOOLS < JSON
//
// The JSON names the node (`home`), a `link` into it, the pages (`paths`), what forms need to be taken (`kept`:
// a page, what else to send, and the fields to fill with how long each may be), a `badge`, the `browser`, and
// whether `all` texts are kept in each short name, too, which takes long. Tells what is wrong, one line each; its
// last line tells what was done.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { PAYLOADS, STRANGE, alarmed, both, pieces } from "./payloads.mjs";

const require = createRequire(join(process.argv[2], "pages", "package.json"));
const { chromium } = require("playwright-core");
const task = JSON.parse(readFileSync(0, "utf8"));

const faults = new Set();
const fault = (what) => {
  if (!faults.has(what)) console.log(what);
  faults.add(what);
};
const done = { payloads: PAYLOADS.length, live: 0, forms: 0, fields: 0, sent: 0, kept: 0, refused: 0, visited: 0 };
const browser = await chromium.launch({
  executablePath: task.browser,
  args: process.getuid() === 0 ? ["--no-sandbox"] : [],
});

/** Most letters of a form, and of an address. */
const FORM = 56_000;
const ADDRESS = 6_000;
/** Most pages that are visited in the end. */
const VISITED_MAX = task.all ? 5_000 : 500;
/** Most things of a kind that are kept: the texts of short names are shared among the kinds. */
const KEPT_MAX = task.all ? 300 : 24;

/** That each text does what it says in a careless page: else nothing was tried. */
async function control() {
  const context = await browser.newContext();
  let heard = new Set();
  await alarmed(context, (what) => heard.add(what));
  const page = await context.newPage();
  const place = "http://careless.invalid/";
  await context.route(place, (route) => route.fulfill({ contentType: "text/html", body: "" }));
  await page.goto(place);
  for (const { number, careless } of PAYLOADS) {
    heard = new Set();
    await page.setContent(careless, { waitUntil: "commit" });
    const means = () => [...heard].some((what) => what.split(/\D+/).includes(String(number)));
    for (let wait = 0; wait < 40 && !means(); wait += 1) await page.waitForTimeout(25);
    if (means()) done.live += 1;
    else fault(`the text ${number} does nothing in a careless page: ${careless}`);
  }
  await context.close();
}

/** What a form has, by what it is filled with. */
const FORMS = `[...document.forms].map((form, index) => ({
  index, get: form.method === "get", action: form.getAttribute("action"),
  texts: [...form.elements].filter((one) => one.matches("textarea, input:not([type]), input[type=text], input[type=search], input[type=date], input[type=url], input[type=password]")).length,
  others: [...form.elements].filter((one) => one.name && !["as", "once"].includes(one.name) && one.matches("select, input[type=hidden], input[type=radio], input[type=checkbox], button[value]")).length,
}))`;

/** Fills a form with a text and sends it; with what people choose, too, where `all` says so. */
const SEND = ({ index, text, all }) => {
  const form = document.forms[index];
  form.noValidate = true;
  for (const one of [...form.elements]) {
    const chosen = one.matches("select, input[type=hidden], input[type=radio], input[type=checkbox]");
    if (!one.name || one.type === "file" || ["as", "once"].includes(one.name)) continue;
    if (chosen && !all) continue;
    if (one.tagName === "SELECT") one.append(new Option("x", text, true, true));
    else if (one.tagName === "INPUT" || one.tagName === "TEXTAREA") {
      one.removeAttribute("maxlength");
      if (!["hidden", "radio", "checkbox"].includes(one.type)) one.type = "text";
      if ("checked" in one) one.checked = true;
      one.value = text;
    }
  }
  HTMLFormElement.prototype.submit.call(form);
};

/** Does what leaves the node, or changes who acts: not while others are under way. */
const LEFT_ALONE = ["/leave", "/acting", "/language"];

let where = "";
async function look(page) {
  for (const one of await page.evaluate(STRANGE)) fault(`${where}: ${one}`);
}

async function fill(context) {
  const page = await context.newPage();
  const met = new Set();
  for (const path of Object.values(task.paths)) {
    await page.goto(task.home + path);
    for (const form of await page.evaluate(FORMS)) {
      const name = `${form.action} ${form.texts} ${form.others}`;
      if (LEFT_ALONE.includes(form.action) || met.has(name) || form.texts + form.others === 0) continue;
      met.add(name);
      done.forms += 1;
      done.fields += form.texts + form.others;
      const ways = [[form.texts, false, both], [form.others && form.texts + form.others, true, both]];
      for (const [fields, all, cut] of ways) {
        if (!fields) continue;
        for (const text of cut((form.get ? ADDRESS : FORM) / fields)) {
          where = `${path}, the form for ${form.action}`;
          await page.goto(task.home + path);
          // A form that was sent may be there no more.
          const there = await page.evaluate((index) => Boolean(document.forms[index]), form.index);
          if (!there) break;
          await Promise.all([page.waitForEvent("load"), page.evaluate(SEND, { index: form.index, text, all })]);
          await look(page);
          done.sent += 1;
        }
      }
    }
  }
  await page.close();
}

/** Puts the texts where they stay: forms that are in order but for them. */
async function keep(context) {
  let next = 0;
  const headers = { origin: task.home };
  for (const { page: path, action, sends, fields, files } of task.kept) {
    const most = Math.max(...Object.values(fields));
    const least = Math.min(...Object.values(fields));
    const [shorter, longer] = [pieces(least), pieces(most)];
    for (let turn = 0; turn < Math.min(KEPT_MAX, shorter.length); turn += 1) {
      const text = shorter[next % shorter.length];
      next += 1;
      const filled = Object.entries(fields).map(([name, max]) => [
        name,
        max > least ? longer[turn % longer.length] : text,
      ]);
      const given = Object.entries(sends).map(([name, values]) => [
        name,
        Array.isArray(values) ? values[turn % values.length] : values.replaceAll("PAYLOAD", text),
      ]);
      const body = Object.fromEntries([...given, ...filled]);
      const sent = files ? { multipart: body } : { form: body };
      const answer = await context.request.post(task.home + (action ?? path), { ...sent, headers, maxRedirects: 0 });
      if (answer.status() === 303) done.kept += 1;
      else {
        done.refused += 1;
        if (turn === 0) fault(`${action ?? path} keeps nothing: ${answer.status()} ${told(await answer.text())}`);
      }
    }
  }
}

/** What a page says of a form that it does not take. */
const told = (page) => (/<div class="faults"[\s\S]*?<\/ul>/.exec(page)?.[0] ?? page.slice(0, 300)).replace(/<[^>]*>/g, " ");

/** A badge in which every text is another: shown to the node as somebody shows one that they were sent. */
async function show(context) {
  const page = await context.newPage();
  const changed = (value, text, ids) => {
    if (typeof value === "string") return text;
    if (Array.isArray(value)) return value.map((one) => changed(one, text, ids));
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, one]) => {
        const stays = ["@context", "type", "proof"].includes(name) || (!ids && name === "id");
        return [name, stays ? one : changed(one, text, ids)];
      }),
    );
  };
  for (const ids of [false, true]) {
    for (const text of pieces(2_000)) {
      where = "a badge that is shown";
      await page.goto(`${task.home}/verify`);
      await page.evaluate((text) => (document.querySelector("#text").value = text), JSON.stringify(changed(task.badge, text, ids)));
      await Promise.all([page.waitForEvent("load"), page.locator("main form .button").click()]);
      await look(page);
      done.sent += 1;
    }
  }
  await page.close();
}

/** Every page, and all that pages lead to. */
async function visit(context) {
  const met = new Set();
  const waiting = Object.values(task.paths);
  const walk = async () => {
    const page = await context.newPage();
    while (waiting.length > 0 && met.size < VISITED_MAX) {
      const path = waiting.shift();
      if (met.has(path)) continue;
      met.add(path);
      const answer = await page.goto(task.home + path).catch(() => null);
      if (!answer?.headers()["content-type"]?.startsWith("text/html")) continue;
      for (const one of await page.evaluate(STRANGE)) fault(`${path}: ${one}`);
      const links = await page.evaluate(() =>
        [...document.links].filter((one) => one.origin === location.origin).map((one) => one.pathname + one.search),
      );
      const files = /\/(file|picture|everything|live)(\?|$)/;
      waiting.push(...links.filter((link) => !met.has(link) && !files.test(link)));
      done.visited += 1;
    }
    await page.close();
  };
  await Promise.all([walk(), walk(), walk()]);
}

async function timed(name, work, context) {
  const begun = Date.now();
  await work(context);
  console.log(`${name}: ${Date.now() - begun} ms`);
}

await timed("tried", control);
const context = await browser.newContext({ locale: "fr" });
await alarmed(context, (what) => fault(`${where}: ${what}`));
const page = await context.newPage();
await page.goto(task.link);
await page.locator("button[name=lang][value=fr].button").click();
await page.waitForURL(`${task.home}/`);
await timed("filled", fill, context);
await timed("kept", keep, context);
await timed("shown", show, context);
where = "a visit";
await timed("visited", visit, context);
await browser.close();
console.log(JSON.stringify(done));
process.exit(faults.size > 0 ? 1 : 0);
