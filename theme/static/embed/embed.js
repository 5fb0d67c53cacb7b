/* Follows iframes with data-annals. */
(() => {
  if (window.annalsEmbeds) return;
  window.annalsEmbeds = 1;
  const FRAMES = "iframe[data-annals]";
  const met = new Set();

  const tell = (frame, changed) => {
    const { annalsTheme, annalsAccent, annalsType, annalsAt } = frame.dataset;
    const at = /accent|type|theme/.test(changed) ? 0 : annalsAt;
    met.add(frame);
    const { contentWindow, style } = frame;
    style.boxSizing = "content-box";
    if (annalsTheme) style.colorScheme = annalsTheme.replace("host", "");
    if (contentWindow) contentWindow.postMessage({ annals: "set", accent: annalsAccent, type: annalsType, at }, "*");
  };

  addEventListener("message", ({ data, origin, source }) => {
    const { annals, height, sentinel, top, type } = data || {};
    const sized = sentinel === "amp" && type === "embed-size";
    const value = sized ? height : annals === "at" ? top : -1;
    if (!Number.isInteger(value) || value < sized || value > 20000) return;
    const frame = [...met].find(({ contentWindow }) => contentWindow === source);
    if (!frame) return;
    const { src, style } = frame;
    const alone = /^file:/.test(src) || frame.matches("[sandbox]:not([sandbox~=allow-same-origin i])");
    if (!(alone ? origin === "null" : src.startsWith(origin + "/"))) return;
    if (sized) style.height = value + "px";
    else if (document.activeElement === frame && value <= frame.offsetHeight) {
      style.scrollMargin = `${-value}px 0 ${innerHeight / 2 + value - frame.offsetHeight}px`;
      frame.scrollIntoView({ block: "nearest" });
      style.scrollMargin = "";
    }
  });

  const heed = ({ target, attributeName }) => target.matches && target.matches(FRAMES) && tell(target, attributeName);
  document.addEventListener("load", heed, true);
  new MutationObserver((changes) => changes.forEach(heed)).observe(document, {
    subtree: true,
    attributeFilter: ["", "-theme", "-accent", "-type", "-at"].map((name) => "data-annals" + name),
  });
  const late = () => document.querySelectorAll(FRAMES).forEach((frame) => met.has(frame) || tell(frame));
  document.readyState === "complete" ? late() : addEventListener("load", late);
})();
