/* Keeps the pages of this feature in a visitor's browser, and shows them where there is no network. */
"use strict";

const FILES = []; // [path from here, beginning of its SHA-256] of all that is kept
const BYTES = 0; // of all of them
const VERSION = ""; // of the list
const OFFLINE = ""; // the page for what was not saved
const UNASKED = 5e6; // bytes at most that a visit saves of its own accord
const PATIENCE = 3000; // milliseconds that a reader waits for the network where a page is saved
const HURRY = 60000; // and for so long after it kept somebody waiting, not at all
const LONGEST = 60000; // milliseconds for one file

const TOP = new URL("./", location);
const OURS = `annals ${TOP} `; // other sites of this origin have caches of their own
const CACHE = OURS + VERSION;
const WHOLE = `${TOP}?whole`; // in a cache that lacks nothing: when it came into use
const LABEL = "x-annals-sha256";
const ASSET = /\.[0-9a-f]{10}\.[a-z0-9]+$/; // another content has another name
const KNOWN = new Map(FILES);
let hurry = 0;

const address = (path) => new URL(path.split("/").map(encodeURIComponent).join("/"), TOP).href;
const within = (name, url) => caches.match(url, { cacheName: name });
const whole = (name) => within(name, WHOLE);
const ours = async () => (await caches.keys()).filter((name) => name.startsWith(OURS));
const why = (error) => ({ QuotaExceededError: "room", Changed: "changed" })[error.name] || "network";

// The path in the list that an address asks for, with index.html or .html where a host leaves them out.
function listed(url) {
  try {
    const path = url.href.startsWith(TOP) && decodeURIComponent(url.pathname.slice(TOP.pathname.length));
    return path === "" ? "index.html" : [path, `${path}.html`].find((each) => KNOWN.has(each));
  } catch { // no address that can be read
    return undefined;
  }
}

async function sum(body) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", body));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Put one file into the cache: from a cache of ours that has it, or from the network if it is what was published.
async function keep(cache, names, path, hash) {
  const url = address(path);
  for (const name of names) {
    const there = await within(name, url);
    if (there && there.headers.get(LABEL) == hash) return name == CACHE || cache.put(url, there);
  }
  const answer = await fetch(url, { cache: "no-cache", signal: AbortSignal.timeout?.(LONGEST) });
  if (answer.status >= 500) throw new Error(url);
  const body = await answer.arrayBuffer();
  if (!answer.ok || !(await sum(body)).startsWith(hash)) throw Object.assign(new Error(url), { name: "Changed" });
  const headers = new Headers(answer.headers);
  for (const name of ["content-encoding", "content-length", "vary"]) headers.delete(name); // they were of the way here
  headers.set(LABEL, hash);
  return cache.put(url, new Response(body, { headers })); // a redirected answer may not open a page, a new one may
}

async function save(time) {
  if (await whole(CACHE)) return;
  const cache = await caches.open(CACHE), names = await ours(), queue = FILES.values();
  let failed;
  const lane = async () => {
    for (const [path, hash] of queue) if (!failed) await keep(cache, names, path, hash).catch((error) => { failed = error; });
  };
  await Promise.all([lane(), lane(), lane(), lane()]);
  if (!failed) return cache.put(WHOLE, new Response(String(time)));
  if (why(failed) == "room") await caches.delete(CACHE); // else the next try goes on from here
  throw failed;
}

async function install() {
  let before = false;
  for (const name of await ours()) {
    if (await whole(name)) before = true;
    else if (name != CACHE) await caches.delete(name); // of a version that broke off
  }
  if (BYTES > UNASKED && !before) return;
  await save(0).catch(async (error) => {
    for (const each of await clients.matchAll({ includeUncontrolled: true })) {
      if (each.url.startsWith(address(OFFLINE).replace(".html", ""))) each.postMessage({ why: why(error) });
    }
    throw error;
  });
}

// Keep the version that was in use before this one: a page of it may still be open, or come from a cache on the way.
async function activate() {
  const before = [];
  for (const name of await ours()) {
    const there = name != CACHE && await whole(name);
    if (there) before.push([Number(await there.text()), name]);
  }
  before.sort((one, other) => other[0] - one[0]);
  for (const [, name] of before.slice(1)) await caches.delete(name);
  if (await whole(CACHE)) await (await caches.open(CACHE)).put(WHOLE, new Response(String(Date.now())));
}

const saved = async (path) => KNOWN.has(path) && await whole(CACHE) ? within(CACHE, address(path)) : undefined;

// What came, when all of it has come: a network may die in the middle of a page. A redirect has no body to wait for.
async function arrived(answer) {
  if (!answer.status || answer.redirected) return answer;
  return new Response([204, 205, 304].includes(answer.status) ? null : await answer.arrayBuffer(), answer);
}

// A page: from the network, so that a correction is seen at once; where that fails or takes too long, as it was saved.
async function page(request, path) {
  const there = await saved(path);
  const network = fetch(request).then((answer) => there ? arrived(answer) : answer).catch(() => undefined);
  let timer;
  const patience = new Promise((done) => { timer = setTimeout(done, Date.now() < hurry ? 0 : PATIENCE, "late"); });
  const answer = await (there ? Promise.race([network, patience]) : network);
  clearTimeout(timer);
  if (answer == "late") hurry = Date.now() + HURRY;
  else if (answer && (answer.status < 500 || !there)) return answer;
  if (there) return there;
  if (path == OFFLINE || !(await saved(OFFLINE))) return Response.error();
  return Response.redirect(`${address(OFFLINE)}?${new URLSearchParams({ wanted: request.url })}#unsaved`);
}

// An asset: as any version saved it, since its name tells its content.
async function asset(request) {
  for (const name of await ours()) {
    const there = await within(name, request.url);
    if (there) return there;
  }
  return fetch(request);
}

const TASKS = {
  __proto__: null,
  state: async () => ({ bytes: BYTES, saved: Boolean(await whole(CACHE)) }),
  save: () => save(Date.now()).then(TASKS.state, (error) => ({ bytes: BYTES, why: why(error) })),
  forget: async () => {
    for (const name of await ours()) await caches.delete(name);
    return { bytes: BYTES, saved: !(await registration.unregister()) };
  },
};

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(activate()));
addEventListener("message", (event) => {
  const task = TASKS[event.data], [port] = event.ports;
  if (task && port) event.waitUntil(task().then((state) => port.postMessage(state)));
});
addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (request.method != "GET" || request.headers.has("range") || !url.href.startsWith(TOP)) return;
  if (request.mode == "navigate") {
    if (request.destination == "document") event.respondWith(page(request, listed(url)));
  } else if (ASSET.test(url.pathname)) event.respondWith(asset(request));
});
