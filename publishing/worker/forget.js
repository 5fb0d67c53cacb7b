/* Stands in the place of sw.js to take the service worker away from all visitors; docs/publishing.md tells when. */
"use strict";

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) {
    if (name.startsWith(`annals ${new URL("./", location)} `)) await caches.delete(name);
  }
  await registration.unregister();
})()));
