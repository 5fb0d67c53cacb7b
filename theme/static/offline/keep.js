/* “In this browser” on the page that offers what to take along: says whether the feature is saved, saves and forgets it. */
(function (page) {
  const top = new URL("../../", page.currentScript.src).href, workers = navigator.serviceWorker;
  const part = page.getElementById("browser"), unsaved = page.getElementById("unsaved");
  if (!/^http/.test(top) || window.top != window || !workers) return;
  const said = part.querySelector("output"), button = part.querySelector("button"), words = said.dataset;
  const sign = "annals forget " + top;
  let bytes = 0, saved = false, busy = false, because = "", turn = 0, own;

  // Chromium finds one that is on its way to its first install only as long as no site around this one has its own.
  async function registered() {
    if (!own || !(own.installing || own.waiting || own.active)) own = await workers.getRegistration(top);
    if (own && own.scope != top) own = undefined;
    return own;
  }

  const ask = (worker, what) => new Promise((done) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = (event) => done(event.data);
    worker.postMessage(what, [channel.port2]);
  });
  const settled = (worker) => new Promise((done) => {
    const look = () => worker.state != "installing" && done();
    worker.addEventListener("statechange", look);
    look();
  });
  const size = () => {
    const large = bytes >= 1e6, amount = large ? bytes / 1e6 : bytes / 1e3;
    const digits = { minimumFractionDigits: +large, maximumFractionDigits: +large };
    return (large ? words.mb : words.kb).replace("#", amount.toLocaleString(page.documentElement.lang, digits));
  };

  function show(text) {
    said.value = text.replace("#", size());
    button.textContent = (saved ? words.forget : words.save).replace("#", size());
    button.setAttribute("aria-disabled", busy);
    part.hidden = false;
  }

  // How much would be saved, by the script that would be registered: a copy of the tree has none.
  async function listed() {
    const script = await fetch(top + "sw.js", { cache: "no-store" });
    return script.ok ? +(/^const BYTES = (\d+)/m.exec(await script.text()) || [])[1] || 0 : 0;
  }

  // Show how it stands; ask again when a version that is on its way has come.
  async function look() {
    const now = ++turn, found = await registered(), coming = found && found.installing;
    const worker = found && (found.active || found.waiting);
    const state = worker ? await ask(worker, "state") : { bytes: await listed().catch(() => bytes), saved: false };
    bytes = state.bytes;
    if (now != turn) return;
    if (coming) settled(coming).then(look);
    saved = state.saved;
    busy = Boolean(coming && !worker);
    if (bytes) show(busy ? words.saving : !saved ? words[because] || "" : words.saved + (found.waiting && found.active ? " " + words.waits : ""));
  }

  async function save() {
    show(words.saving);
    try {
      localStorage.removeItem(sign);
    } catch (error) {} // where it cannot be forgotten, it was not kept
    because = "";
    const found = own = await workers.register(top + "sw.js");
    if (found.installing && !found.active) await settled(found.installing);
    const worker = found.active || found.waiting, state = worker ? await ask(worker, "save") : {};
    if (!state.saved) because = state.why || because || "network";
  }

  async function forget() {
    try {
      localStorage.setItem(sign, "1");
    } catch (error) {} // then a next visit saves it again
    await ask((await registered()).active, "forget");
    own = undefined;
    because = "forgotten";
  }

  button.addEventListener("click", async () => {
    if (busy) return;
    busy = true;
    await (saved ? forget() : save()).catch(() => { because = "network"; });
    look();
  });
  workers.addEventListener("message", (event) => {
    because = (event.data || {}).why || because;
    look();
  });
  workers.startMessages();
  page.addEventListener("annals", (event) => { // offline.js has registered the worker
    own = event.detail;
    look();
  });
  look();

  const wanted = new URLSearchParams(location.search).get("wanted") || "";
  if (wanted.startsWith(top)) {
    unsaved.querySelector("a").href = wanted;
    unsaved.hidden = false;
  }
})(document);
