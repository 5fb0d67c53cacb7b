/* Tells hosts its height, in words they know; takes accent, type, place. */
(() => {
  if (parent === window) return;
  const root = document.documentElement;
  const name = location.pathname.split("/").pop().replace(".html", "");
  const pym = location.search && new URLSearchParams(location.search).get("childId");
  let height, secret, shown;

  const post = (message) => parent.postMessage(message, "*");

  const size = (again) => {
    const value = Math.ceil(root.getBoundingClientRect().height);
    if ((value === height && !again) || !innerWidth) return;
    height = value;
    post({ sentinel: "amp", type: "embed-size", height, "datawrapper-height": { [name]: height } });
    if (pym) post(`pymxPYMx${pym}xPYMxheightxPYMx${height}`);
    if (secret) post({ message: "height", value, secret });
  };

  const show = (id, tell) => {
    const place = document.getElementById(id);
    if (!place) return;
    location.replace("#" + (shown = id)); /* adds no history */
    size();
    const [seen] = place.getClientRects();
    if (tell && seen) post({ annals: "at", top: Math.round(seen.top + scrollY) });
  };

  const take = ({ accent, type, at }, tell) => {
    if (typeof accent === "string" && /^#?([\da-f]{3}){1,2}$/i.test(accent)) root.style.setProperty("--given", ("#" + accent).replace("##", "#"));
    if (type === "serif" || type === "sans") root.dataset.type = type;
    if (typeof at === "string") show(at, tell);
  };

  const read = () => {
    const given = {}; /* WordPress adds "#?secret=" */
    if (location.hash) new URLSearchParams(location.hash.replace(/[#?]/g, "&")).forEach((value, key) => (given[key] = value));
    secret = given.secret || secret;
    take(given);
    size(1);
  };

  addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const id = link.hash.slice(1);
    if (shown === id) location.replace("#" + (shown = "-")); /* no id, no jump */
    if (shown !== "-" || document.getElementById(id).getClientRects()[0]) show(id, 1);
    link.focus({ preventScroll: true });
  });
  addEventListener("message", ({ source, data }) => {
    if (source !== parent || !data) return;
    const set = data.annals === "set";
    if (set) {
      root.style.scrollbarWidth = "none";
      take(data, 1);
    }
    if (set || data.type === "frames-init" || data.message === "ready") size(1);
  });
  addEventListener("hashchange", read);
  addEventListener("load", () => setTimeout(read)); /* sooner, Firefox marks no target */
  new ResizeObserver(() => size()).observe(root);
})();
