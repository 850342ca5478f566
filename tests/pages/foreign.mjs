// Comes to a node as pages of others do: from another port of this machine, by another name of it, from
// another host, and from a name that was turned to this machine once its page was open. Nothing may be done,
// read or framed.
//
//   node foreign.mjs TOOLS < JSON
//
// The JSON names the node (`home`), a `link` into it, what its forms and programs are asked (`posts`, `reads`),
// and the `browser`. Tells what is wrong, one line each; its last line tells what was tried.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(join(process.argv[2], "pages", "package.json"));
const { chromium } = require("playwright-core");
const task = JSON.parse(readFileSync(0, "utf8"));
const faults = new Set();
const fault = (what) => {
  if (!faults.has(what)) console.log(what);
  faults.add(what);
};
const done = { places: 0, forms: 0, fetches: 0, frames: 0, rebound: 0 };
const node = new URL(task.home);

const server = createServer((request, response) => {
  response.setHeader("content-type", "text/html");
  response.end("<!doctype html><title>A page of somebody else</title><p>Look at this!</p>");
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const port = server.address().port;

const browser = await chromium.launch({
  executablePath: task.browser,
  args: [
    "--host-resolver-rules=MAP *.example 127.0.0.1",
    // What a newer browser stops by itself is to be stopped by the node as well.
    "--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests",
    ...(process.getuid() === 0 ? ["--no-sandbox"] : []),
  ],
});
const context = await browser.newContext();
const page = await context.newPage();
await page.goto(task.link);
await page.locator("button[name=lang][value=en].button").click();
await page.waitForURL(`${task.home}/`);

/** What came back to whatever a page of others asked, by address. */
const answers = new Map();
context.on("response", (response) => {
  if (response.url().includes(`:${node.port}/`)) answers.set(response.url(), response);
});

/** That the node refused: it must not do, and not show, what was asked for. */
async function refused(where, url) {
  const answer = answers.get(url);
  if (!answer) return;
  if (answer.status() !== 403) fault(`${where}: ${url} answers ${answer.status()}`);
  if (answer.headers()["access-control-allow-origin"]) fault(`${where}: ${url} may be read`);
}

/** A form that sends itself, as a page of others has it. */
async function sends(place, path) {
  await page.goto(place);
  const url = task.home + path;
  answers.delete(url);
  await Promise.all([
    page.waitForEvent("load"),
    page.evaluate((url) => {
      const form = document.createElement("form");
      [form.method, form.action] = ["post", url];
      for (const name of ["name", "to", "with", "words", "address", "about", "verify", "lang", "who", "link"]) {
        const field = document.createElement("input");
        [field.name, field.value] = [name, "en"];
        form.append(field);
      }
      document.body.append(form);
      form.submit();
    }, url),
  ]);
  await refused(`a form of ${place}`, url);
  if (!answers.has(url)) fault(`a form of ${place} never came to ${path}`);
  done.forms += 1;
}

/** What a script of a page of others can ask for, with whatever the browser keeps for the node. */
async function asks(place) {
  await page.goto(place);
  const wished = [
    ...task.posts.map((path) => [path, "POST"]),
    ...task.reads.map((path) => [path, "GET"]),
  ];
  for (const [path, method] of wished) {
    const url = task.home + path;
    answers.delete(url);
    const read = await page.evaluate(
      async ([url, method]) => {
        const body = method === "POST" ? '{"name":"x"}' : undefined;
        const usual = { method, body, credentials: "include" };
        const plain = { ...usual, mode: "no-cors", headers: { "content-type": "text/plain" } };
        const json = { ...usual, headers: { "content-type": "application/json" } };
        let read = "";
        for (const how of [plain, usual, json]) {
          read += await fetch(url, how).then((answer) => answer.text(), () => "");
        }
        return read;
      },
      [url, method],
    );
    if (read) fault(`a script of ${place} reads ${path}: ${read.slice(0, 80)}`);
    await refused(`a script of ${place}`, url);
    done.fetches += 1;
  }
}

/** Frames, pictures and scripts from the node in a page of others. */
async function frames(place) {
  await page.goto(place);
  for (const path of task.reads) {
    const url = task.home + path;
    answers.delete(url);
    await page.evaluate(async (url) => {
      const all = ["iframe", "img", "script"].map((name) => {
        const one = document.createElement(name);
        one.src = url;
        const over = new Promise((ended) => (one.onload = one.onerror = ended));
        document.body.append(one);
        return Promise.race([over, new Promise((ended) => setTimeout(ended, 2000))]);
      });
      await Promise.all(all);
    }, url);
    await refused(`a frame of ${place}`, url);
    for (const frame of page.frames().slice(1)) {
      const shown = await frame.evaluate(() => document.body?.innerText ?? "").catch(() => "");
      if (shown.includes("Lake school")) fault(`a frame of ${place} shows ${path}`);
    }
    done.frames += 1;
  }
}

const others = [
  `http://127.0.0.1:${port}/`, // The same site: its browser sends every cookie along.
  `http://localhost:${port}/`,
  `http://elsewhere.example:${port}/`,
];
for (const place of others) {
  done.places += 1;
  for (const path of task.posts) await sends(place, path);
  await asks(place);
  await frames(place);
}

// A name whose page came from elsewhere, and that now leads to the node: the same origin, for a browser.
const name = `http://rebound.example:${node.port}`;
await context.route(`${name}/`, (route) =>
  route.fulfill({ contentType: "text/html", body: "<!doctype html><title>A page of somebody else</title>" }),
);
await page.goto(`${name}/`);
for (const [path, method] of [...task.posts.map((path) => [path, "POST"]), ...task.reads.map((path) => [path, "GET"])]) {
  if (path === "/") continue;
  const [status, text] = await page.evaluate(
    async ([path, method]) => {
      const asked = fetch(path, { method, body: method === "POST" ? "name=x" : undefined });
      return asked.then(async (answer) => [answer.status, await answer.text()], (error) => [0, error.message]);
    },
    [path, method],
  );
  if (status !== 403) fault(`by a name that was turned, ${path} answers ${status}`);
  if (text.includes("Lake school")) fault(`by a name that was turned, ${path} tells who is here`);
  done.rebound += 1;
}

// Whoever is in still is, and nothing of all this was done.
await page.goto(`${task.home}/`);
if (!(await page.locator("h1").innerText()).includes("Lake school")) fault("whoever was in is in no more");

await browser.close();
server.close();
console.log(JSON.stringify(done));
process.exit(faults.size > 0 ? 1 : 0);
