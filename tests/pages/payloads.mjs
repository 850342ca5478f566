// 300 texts that run, or that load something from elsewhere, where a page puts them in unchanged: ten ways out
// of where a text stands, and thirty things to do there. Each tells its number.

/** What answers to nobody, and is asked by whatever gets through. */
export const ELSEWHERE = "elsewhere.invalid";

/** Where a text stands in a careless page, and how it gets out of there. */
const PLACES = [
  ["", (text) => `<div>${text}</div>`],
  ['">', (text) => `<input value="${text}">`],
  ["'>", (text) => `<input value='${text}'>`],
  [">", (text) => `<p title=${text}></p>`],
  ["</textarea>", (text) => `<textarea>${text}</textarea>`],
  ["</title>", (text) => `<title>${text}</title>`],
  ["-->", (text) => `<!-- ${text} -->`],
  ["</script>", (text) => `<script>const a = "${text}";</script>`],
  ["</style>", (text) => `<style>p::after { content: "${text}"; }</style>`],
  ["</select>", (text) => `<select><option>${text}</option></select>`],
];

/** What is done there, by its number and an address elsewhere. */
const DEEDS = [
  (n) => `<script>go(${n})</script>`,
  (n) => `<img src=x: onerror=go(${n})>`,
  (n) => `<IMG SRC=x: OnErRoR=go(${n})>`,
  (n) => `<img/src="x:"/onerror=go(${n})>`,
  (n) => `<img src=x: onerror=&#103;o(${n})>`,
  (n) => `<svg onload=go(${n})></svg>`,
  (n) => `<svg/onload=go(${n})></svg>`,
  (n) => `<svg><script>go(${n})</script></svg>`,
  (n) => `<svg><animate onbegin=go(${n}) attributeName=x dur=1s></animate></svg>`,
  (n) => `<svg><image href=x: onerror=go(${n})></image></svg>`,
  (n) => `<style onload=go(${n})>a{}</style>`,
  (n) => `<details open ontoggle=go(${n})></details>`,
  (n) => `<video src=x: onerror=go(${n})></video>`,
  (n) => `<audio src=x: onerror=go(${n})></audio>`,
  (n) => `<video><source src=x: onerror=go(${n})></video>`,
  (n) => `<link rel=stylesheet href=x: onerror=go(${n})>`,
  (n) => `<iframe srcdoc="<script>go(${n})</script>"></iframe>`,
  (n) => `<iframe src=javascript:go(${n})></iframe>`,
  (n) => `<iframe onload=go(${n})></iframe>`,
  (n) => `<math><mtext></mtext><img src=x: onerror=go(${n})></math>`,
  (n, at) => `<img src=${at}>`,
  (n, at) => `<img srcset=${at}>`,
  (n, at) => `<script src=${at}></script>`,
  (n, at) => `<link rel=stylesheet href=${at}>`,
  (n, at) => `<iframe src=${at}></iframe>`,
  (n, at) => `<object data=${at}></object>`,
  (n, at) => `<video poster=${at}></video>`,
  (n, at) => `<input type=image src=${at}>`,
  (n, at) => `<style>@import '${at}';</style>`,
  (n, at) => `<p style=background:url(${at})>x</p>`,
];

/** Each with the careless page in which it works. */
export const PAYLOADS = PLACES.flatMap(([out, careless]) =>
  DEEDS.map((deed) => ({ out, careless, deed })),
).map(({ out, careless, deed }, number) => {
  const text = out + deed(number, `//${ELSEWHERE}/${number}`);
  return { number, text, careless: careless(text) };
});

/** How long a text is in a form. */
const sent = (text) => encodeURIComponent(text).length;

/** All of them, in pieces of at most so many letters, or so many as a form sends them. */
export function pieces(max, length = (text) => text.length, texts = PAYLOADS.map((one) => one.text)) {
  const found = [];
  let piece = "";
  for (const text of texts) {
    const longer = piece ? `${piece} ${text}` : text;
    if (length(longer) > max && piece) {
      found.push(piece);
      piece = text;
    } else {
      piece = longer;
    }
  }
  found.push(piece);
  return found;
}

/** The same for a form with so many fields, forwards and backwards: none hides those that come after it. */
export function both(max) {
  const texts = PAYLOADS.map((one) => one.text);
  return [...pieces(max, sent, texts), ...pieces(max, sent, texts.toReversed())];
}

/** Tells of whatever runs or is asked for in a browser, by what it is. */
export async function alarmed(context, alarm) {
  await context.addInitScript(() => {
    globalThis.go = (number) => console.info(`ran ${number}`);
  });
  await context.route(
    (url) => url.hostname === ELSEWHERE,
    (route) => {
      alarm(`asked for ${route.request().url()}`);
      route.abort();
    },
  );
  const heard = (text) => {
    if (/^ran \d+$/.test(text)) alarm(text);
    // Where a policy had to stop something, a page already held what it must not.
    if (/Content Security Policy|TrustedHTML|TrustedScript/.test(text)) alarm(`stopped: ${text}`);
  };
  context.on("console", (message) => heard(message.text()));
  context.on("weberror", (error) => heard(error.error().message));
}

/** Whether a page holds an element that a text of somebody made. */
export const STRANGE = `[...document.querySelectorAll("*")].filter((one) =>
    [...one.attributes].some(({ name, value }) =>
      name.startsWith("on") || name === "style" || name === "srcdoc" ||
      (["href", "src", "action", "formaction", "data"].includes(name) &&
        !/^(\\/(?!\\/)|#|https?:|did:|bot:)/.test(value))) ||
    ["IFRAME", "OBJECT", "EMBED", "VIDEO", "AUDIO", "BASE", "MATH", "STYLE"].includes(one.tagName) ||
    (one.tagName === "SCRIPT" && !/^\\/assets\\/pages-/.test(one.getAttribute("src") ?? "")))
  .map((one) => one.outerHTML.slice(0, 160))`;
