"""The functions that CloudFront runs at its edge, in JavaScript: where an address leads, how long a file is kept."""

from __future__ import annotations

import json

from publishing.hosts.site import Site

BY_FUNCTION = (
    "Cache-Control", "Access-Control-Allow-Origin", "Cross-Origin-Resource-Policy", "Cross-Origin-Embedder-Policy",
    "X-Robots-Tag",
)  # fmt: skip

LEAD_ON = """\
var base = %(base)s;
var folders = %(folders)s;
function to(status, text, place) {
  return { statusCode: status, statusDescription: text, headers: { location: { value: place } } };
}
function handler(event) {
  var request = event.request;
  var path = decodeURIComponent(request.uri);
  if (path + '/' === base) return to(301, 'Moved Permanently', %(home)s);
  if (path.indexOf(base) === 0) {
    var folder = path.slice(base.length).replace(/\\/$/, '');
    if (folder && Object.prototype.hasOwnProperty.call(folders, folder)) return to(302, 'Found', folders[folder]);
  }
  if (/\\/\\.(?!well-known\\/)/.test(path)) request.uri = base + 'hidden/nothing';
  else if (request.uri.slice(-1) === '/') request.uri += 'index.html';
  return request;
}
"""
TELL = """\
var base = %(base)s;
var rules = %(rules)s;
function handler(event) {
  var response = event.response;
  var path = decodeURIComponent(event.request.uri).slice(base.length);
  for (var name in rules) {
    for (var i = 0; i < rules[name].length; i++) {
      if (new RegExp('^' + rules[name][i][0] + '$').test(path)) {
        if (rules[name][i][1]) response.headers[name] = { value: rules[name][i][1] };
        break;
      }
    }
  }
  return response;
}
"""


def lead_on(site: Site) -> str:
    folders = {folder: site.href(page) for folder, page in site.folders.items()}
    values = {"base": site.base, "folders": folders, "home": site.href("")}
    return LEAD_ON % {name: json.dumps(value, ensure_ascii=False) for name, value in values.items()}


def tell(site: Site) -> str:
    """The function that sees no answer of 400 or above, and so makes no missing file immutable."""
    rules = {name.lower(): site.rules[name] for name in BY_FUNCTION}
    return TELL % {"base": json.dumps(site.base, ensure_ascii=False), "rules": json.dumps(rules)}
