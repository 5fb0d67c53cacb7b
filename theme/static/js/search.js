/* The page search.html: finds as one types, and loads what it finds with when it is first asked. The build writes in
   what this is called with: the files to load, in their order, and the words for what is told. */
(function (page, search, files, words) {
  const form = page.querySelector("[role=search]"), field = form.querySelector("input");
  const told = page.querySelector("[role=status]"), list = page.querySelector(".found");
  const PAUSE = 300, SLICE = 12; // milliseconds: without a key before it is told, and of work at a time
  let index, asked = false, timer;

  /* Files come one behind the other, though they are fetched together; from a folder no other way is allowed. */
  function load() {
    if (asked) return;
    asked = true;
    told.textContent = words.loading;
    let missing = files.length;
    for (const file of files) {
      const script = page.createElement("script");
      script.async = false;
      script.src = file;
      script.onload = () => --missing || begin();
      script.onerror = fail;
      page.head.append(script);
    }
  }

  function fail() {
    asked = false; // the next key tries again
    told.textContent = words.failed;
  }

  /* What came may be no index: a host or a portal may answer with a page of its own. */
  function begin() {
    let made;
    (function on() {
      try {
        made = made || new search.Index(search.data);
        if (!made.readOn(performance.now() + SLICE)) return setTimeout(on);
      } catch {
        return fail();
      }
      index = made;
      told.textContent = "";
      show();
    })();
  }

  function pieces(element, given) {
    for (const [text, marked] of given) {
      if (marked) element.append(Object.assign(page.createElement("mark"), { textContent: text }));
      else element.append(text);
    }
    return element;
  }

  /* Who says what an excerpt tells: words of the ledger, in its language. */
  function said(place) {
    const line = page.createElement("p"), language = index.data.ledger;
    line.textContent = place.who;
    line.className = "meta";
    if (language && language !== place.language) line.lang = language;
    return line;
  }

  function entry(place) {
    const item = page.createElement("li"), about = page.createElement("p"), body = page.createElement("div");
    const heading = page.createElement("h2"), link = page.createElement("a");
    const page_ = place.heading ? " · " + place.title : "";
    about.textContent = index.data.kinds[place.kind] + page_;
    about.className = "meta";
    link.href = place.address + (place.fragment && "#" + place.fragment);
    heading.append(pieces(link, place.named));
    body.append(heading);
    if (place.excerpt.length) body.append(pieces(page.createElement("p"), place.excerpt));
    if (place.who) body.append(said(place));
    if (place.language !== page.documentElement.lang) item.lang = place.language;
    item.className = "grid";
    item.dataset.split = "3-9";
    item.append(about, body);
    return item;
  }

  function show() {
    const question = field.value;
    clearTimeout(timer);
    if (!index) return question && load();
    const found = index.answer(question);
    list.replaceChildren(...found.places.map(entry));
    list.hidden = !found.places.length;
    if (!question.trim()) settle(found); // nothing is asked any more, so nothing is told
    else timer = setTimeout(() => settle(found), PAUSE);
  }

  /* Tell those who listen how many there are, and put the question into the address, once the reader pauses. */
  function settle(found) {
    const shown = found.places.length, all = shown < found.total ? words.first : words.found;
    const what = !shown ? words.nothing : found.all ? all : words.some;
    clearTimeout(timer);
    told.textContent = field.value.trim() && what.replace("##", shown).replace("#", found.total);
    const address = location.pathname + (field.value ? "?" + new URLSearchParams({ q: field.value }) : "");
    try {
      history.replaceState(null, "", address);
    } catch { /* a browser may refuse it of a folder, or so often: the address stays as it was */ }
  }

  function fromAddress() {
    field.value = new URLSearchParams(location.search).get("q") || "";
    if (field.value) show();
  }

  function keys(event) {
    const links = Array.from(list.querySelectorAll("a")), at = links.indexOf(page.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape" && !event.isComposing) {
      field.value = "";
      field.focus();
      show();
    } else if (step && links.length && (at >= 0 || step > 0)) {
      (links[Math.min(at + step, links.length - 1)] || field).focus();
    } else return;
    event.preventDefault();
  }

  form.hidden = false;
  field.addEventListener("focus", load);
  field.addEventListener("input", show);
  form.addEventListener("keydown", keys);
  list.addEventListener("keydown", keys);
  list.addEventListener("click", () => index && settle(index.find(field.value)));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const first = list.querySelector("a");
    if (first) first.focus();
  });
  addEventListener("popstate", fromAddress);
  fromAddress();
})(document, globalThis.annalsSearch = globalThis.annalsSearch || {}, FILES, WORDS);
