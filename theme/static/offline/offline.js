/* Saves the feature for reading offline where it is visited, and makes an app of it: never from a folder, in a frame,
   on a connection that is to be spared, or against the reader's word. */
(function (page) {
  var top = new URL("../../", page.currentScript.src).href, link = page.createElement("link");
  if (!/^http/.test(top) || window.top != window) return;
  link.rel = "manifest";
  link.href = top + "site.webmanifest";
  link.crossOrigin = "use-credentials"; // a preview may ask for a password
  page.head.append(link);

  addEventListener("load", function () {
    var workers = navigator.serviceWorker, no = (navigator.connection || {}).saveData;
    try {
      no = no || localStorage.getItem("annals forget " + top);
    } catch (error) {} // nothing may be kept here, nor read
    if (workers && !no) workers.register(top + "sw.js").then(function (own) {
      page.dispatchEvent(new CustomEvent("annals", { detail: own }));
    }).catch(function () {}); // a copy of the tree has none
  });
})(document);
