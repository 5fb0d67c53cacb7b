/* Tells a host its height; takes accent, type, place. */
(() => {
  if (parent === window) return;
  const root = document.documentElement;
  const name = location.pathname.split("/").pop().replace(".html", "");
  const pym = location.search && new URLSearchParams(location.search).get("childId");
  const given = history.state || {};
  let height, shown;

  const post = (message) => parent.postMessage(message, "*");

  const size = (again) => {
    const value = Math.ceil(root.getBoundingClientRect().height);
    if ((value === height && !again) || !innerWidth) return;
    height = value;
    post({ sentinel: "amp", type: "embed-size", height, "datawrapper-height": { [name]: height } });
    if (pym) post(`pymxPYMx${pym}xPYMxheightxPYMx${height}`);
    if (given.secret) post({ message: "height", value, secret: given.secret });
  };

  const go = (id) => {
    location.replace("#" + (shown = id)); /* adds no history */
    history.replaceState(given, ""); /* for the way back */
    size();
  };

  const show = (id, tell) => {
    const place = document.getElementById(id);
    if (!place) return;
    go(id);
    const [seen] = place.getClientRects();
    if (tell && seen) post({ annals: "at", top: Math.round(seen.top + scrollY) });
  };

  const take = ({ accent, type, at }, tell) => {
    if (typeof accent === "string" && /^#?([\da-f]{3}){1,2}$/i.test(accent)) root.style.setProperty("--given", ("#" + accent).replace("##", "#"));
    if (type === "serif" || type === "sans") root.dataset.type = type;
    if (typeof at === "string") show(at, tell);
  };

  const read = () => {
    if (location.hash) /* WordPress adds "#?secret=" */
      new URLSearchParams(location.hash.replace(/[#?]/g, "&")).forEach((value, key) => (given[key] = value));
    take(given);
    delete given.at;
    size(1);
  };

  addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const id = link.hash.slice(1);
    if (shown === id) go("-"); /* no id, no jump */
    else show(id, 1);
    link.focus({ preventScroll: true });
  });
  addEventListener("message", ({ source, data }) => {
    if (source !== parent || !data) return;
    if (data.annals === "set") take(data, 1);
    else if (data.type !== "frames-init" && data.message !== "ready") return;
    size(1);
  });
  addEventListener("hashchange", read);
  addEventListener("load", () => setTimeout(read)); /* sooner, Firefox marks no target */
  new ResizeObserver(() => size()).observe(root);
})();
