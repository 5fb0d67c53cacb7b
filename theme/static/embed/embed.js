/* For a portal's page: frames with data-annals get their height, theme, accent, type and place. */
(() => {
  const once = Symbol.for("annals");
  if (window[once]) return;
  window[once] = 1;
  const FRAMES = "iframe[data-annals]";

  const tell = (frame, changed) => {
    const { annalsTheme, annalsAccent, annalsType, annalsAt } = frame.dataset;
    const message = { annals: "set", accent: annalsAccent, type: annalsType };
    if (!/accent|type|theme/.test(changed)) message.at = annalsAt;
    if (annalsTheme) frame.style.colorScheme = annalsTheme.replace("host", "");
    /* sandboxed frames have no origin */
    if (frame.contentWindow) frame.contentWindow.postMessage(message, "*");
  };

  addEventListener("message", ({ data, origin, source }) => {
    const { annals, height, sentinel, top, type } = data || {};
    const sized = sentinel === "amp" && type === "embed-size";
    const value = sized ? height : annals === "at" ? top : -1;
    if (!Number.isInteger(value) || value < sized || value > 20000) return;
    for (const frame of document.querySelectorAll(FRAMES)) {
      const { src, style } = frame;
      const alone = /^file:/.test(src) || frame.matches("[sandbox]:not([sandbox~=allow-same-origin i])");
      if (frame.contentWindow !== source || !(alone ? origin === "null" : src.startsWith(origin + "/"))) continue;
      if (sized) style.height = value + "px";
      else if (document.activeElement === frame && value <= frame.offsetHeight) {
        /* half a window is shown from there on */
        style.scrollMargin = `${-value}px 0 ${innerHeight / 2 + value - frame.offsetHeight}px`;
        frame.scrollIntoView({ block: "nearest" });
        style.scrollMargin = "";
      }
    }
  });

  document.addEventListener("load", ({ target }) => target.matches(FRAMES) && tell(target), true);
  new MutationObserver((changes) => {
    changes.forEach(({ target, attributeName }) => target.matches(FRAMES) && tell(target, attributeName));
  }).observe(document, {
    subtree: true,
    attributeFilter: ["data-annals-theme", "data-annals-accent", "data-annals-type", "data-annals-at"],
  });
  document.querySelectorAll(FRAMES).forEach(tell);
})();
