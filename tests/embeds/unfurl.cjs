// usage: node unfurl.cjs PACKAGE < {"page's address": ...}        prints {"page's address": what unfurl.js read there}
const { unfurl } = require(process.argv[2]);
const pages = Object.keys(JSON.parse(require("fs").readFileSync(0, "utf8")));

(async () => {
  const found = {};
  for (const page of pages) found[page] = (await unfurl(page, { timeout: 10000 })).oEmbed;
  console.log(JSON.stringify(found));
})();
