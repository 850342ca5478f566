// Tries in a real browser what must not work on the pages of a node: scripts in every field, forms and frames
// of other pages, and another name for its address. Tells what worked, one line each, and ends with 1 where
// anything did.
//
//   node attack.mjs TOOLS < JSON
//
// The JSON names the node (`home`), a `link` that lets a browser in, the `paths` that show what others wrote,
// which of them anybody sees (`open`), and the `browser`.
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import { readFileSync } from "node:fs";

const require = createRequire(join(process.argv[2], "pages", "package.json"));
const { chromium } = require("playwright-core");
const task = JSON.parse(readFileSync(0, "utf8"));
const port = new URL(task.home).port;

const faults = [];
const fault = (what) => faults.push(what);

const browser = await chromium.launch({
  executablePath: task.browser,
  args: [
    // Any other name is that of this machine, as after a rebinding.
    "--host-resolver-rules=MAP *.example 127.0.0.1",
    ...(process.getuid() === 0 ? ["--no-sandbox"] : []),
  ],
});
const context = await browser.newContext({ locale: "en" });
const page = await context.newPage();
let ran = 0;
let requests = 0;
page.on("dialog", (dialog) => {
  ran += 1;
  fault(`runs a text of somebody at ${page.url()}: ${dialog.message()}`);
  dialog.dismiss();
});
context.on("request", (request) => {
  const url = request.url();
  if (!url.startsWith(`${task.home}/`) && !url.startsWith("data:") && !url.startsWith("blob:")) {
    requests += 1;
    fault(`asks for ${url}`);
  }
});
await page.addInitScript(() => {
  globalThis.ran = 0;
});
await page.goto(task.link);
await page.locator("button[name=lang][value=en].button").click();
await page.waitForURL(`${task.home}/`);

let looked = 0;
let held = 0;
for (const path of [...task.paths, ...task.open]) {
  const reply = await page.goto(task.home + path);
  if (reply.status() !== 200) fault(`${path} is answered ${reply.status()}`);
  for (const more of await page.locator("summary").all()) await more.click({ timeout: 500 }).catch(() => 0);
  const seen = await page.evaluate(() => ({
    ran: globalThis.ran,
    held: (document.body.textContent.match(/x\d+y/g) ?? []).length,
    scripts: document.querySelectorAll("script:not([src^='/assets/']), iframe, object, embed, base").length,
    handlers: [...document.querySelectorAll("*")].filter((one) =>
      [...one.attributes].some((attribute) => /^on/i.test(attribute.name)),
    ).length,
    links: [...document.querySelectorAll("a[href], form[action]")].filter(
      (one) => !/^https?:/.test(one.href ?? one.action),
    ).length,
  }));
  ran += seen.ran;
  held += seen.held;
  looked += 1;
  for (const name of ["ran", "scripts", "handlers", "links"]) {
    if (seen[name] > 0) fault(`${path} has ${seen[name]} ${name} of somebody`);
  }
}
if (held < task.payloads) fault(`only ${held} texts were seen, expected ${task.payloads}`);
await context.unroute("**/*").catch(() => 0);

// A page of another origin, in a browser whose owner is signed in.
const evil = createServer((request, response) => {
  response.setHeader("content-type", "text/html");
  response.end(`<!doctype html><title>evil</title><body></body>`);
});
await new Promise((done) => evil.listen(0, "127.0.0.1", done));
const there = `http://evil.example:${evil.address().port}`;
const other = await browser.newContext({ storageState: await context.storageState() });
const foreign = await other.newPage();
await foreign.goto(there);
const sent = await foreign.evaluate(async ([home]) => {
  const said = {};
  for (const [name, options] of Object.entries({
    read: {},
    "read with cookies": { credentials: "include", mode: "cors" },
    write: {
      method: "POST",
      credentials: "include",
      mode: "no-cors",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: "did=did%3Akey%3Az6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK&name=mallory",
    },
  })) {
    try {
      const reply = await fetch(`${home}/people/add`, options);
      said[name] = reply.type === "opaque" ? "opaque" : `${reply.status}`;
    } catch {
      said[name] = "blocked";
    }
  }
  return said;
}, [task.home]);
for (const name of ["read", "read with cookies"]) {
  if (sent[name] !== "blocked") fault(`a page elsewhere can ${name}: ${sent[name]}`);
}
// A form that leads there by itself.
const [reply] = await Promise.all([
  foreign.waitForResponse((reply) => reply.url().startsWith(task.home)),
  foreign.evaluate((home) => {
    const form = document.createElement("form");
    form.method = "post";
    form.action = `${home}/people/add`;
    for (const [name, value] of [["did", "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"], ["name", "mallory"]]) {
      const field = document.createElement("input");
      field.name = name;
      field.value = value;
      form.append(field);
    }
    document.body.append(form);
    form.submit();
  }, task.home),
]);
if (reply.status() !== 403) fault(`a form of a page elsewhere is answered ${reply.status()}`);
// A page of the node inside of a page elsewhere.
await foreign.goto(there);
const framed = await foreign.evaluate(async (home) => {
  const frame = document.createElement("iframe");
  frame.src = `${home}/`;
  document.body.append(frame);
  await new Promise((done) => {
    frame.onload = done;
    setTimeout(done, 2000);
  });
  try {
    return frame.contentDocument === null ? "closed" : "readable";
  } catch {
    return "closed";
  }
}, task.home);
const inside = foreign.frames().find((frame) => frame !== foreign.mainFrame());
const shown = inside ? await inside.evaluate(() => document.querySelector("h1")?.textContent ?? "").catch(() => "") : "";
if (framed !== "closed" && shown !== "") fault(`a page is shown inside of one elsewhere: ${shown}`);
// Another name for the address of the node.
for (const name of ["evil.example", "rebound.example"]) {
  const rebound = await other.newPage();
  const got = await rebound.goto(`http://${name}:${port}/`);
  if (got.status() !== 403) fault(`${name} is answered ${got.status()} as if it were the node`);
  await rebound.close();
}
await page.goto(`${task.home}/people`);
if ((await page.textContent("main")).includes("mallory")) fault("what a page elsewhere sent was done");

await browser.close();
evil.close();
for (const one of new Set(faults)) console.log(one);
console.log(`${looked} pages, ${held} texts: ${ran} ran, ${requests} requests elsewhere, ${faults.length} faults`);
process.exit(faults.length > 0 || looked === 0 ? 1 : 0);
