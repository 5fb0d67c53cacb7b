/* Width and colours of a snippet to choose, its look live, and a button that copies it. The build writes in what it is
   called with: the widths that there are, the words for it by language, and the line of script. */
(function (page, widths, words, script) {
  function made(name, text, parent) {
    var element = page.createElement(name);
    element.textContent = text || "";
    if (parent) parent.append(element, " ");
    return element;
  }

  page.querySelectorAll(".offer").forEach(function (offer) {
    var code = offer.querySelector("pre"), look = offer.querySelector("p a"), own = words[page.documentElement.lang],
      written = code.textContent, heights = code.dataset.heights.split(" "),
      form = made("form"), width = choice(own.width), colours = choice(own.colours),
      line = made("input"), copy = made("button", own.copy), said = made("output"), frame = made("iframe"), told;

    function choice(text) {
      var label = made("label", text + " ", form);
      return label.appendChild(made("select"));
    }

    function tell() {
      var chosen = heights[width.selectedIndex];
      code.textContent = written
        .replace(/width="\d+" height="\d+"/, 'width="' + width.value + '" height="' + chosen + '"')
        .replace(";color-scheme:light", colours.value && ";color-scheme:" + colours.value) +
        (line.checked ? "\n" + script : "");
      frame.width = width.value;
      frame.height = told || chosen; // it tells its height again only if that changes
      frame.style.colorScheme = colours.value;
      said.value = "";
    }

    widths.forEach(function (each) {
      var usual = written.includes('width="' + each + '"');
      width.add(new Option(each + " px", each, usual, usual));
    });
    ["light", "dark", ""].forEach(function (scheme) { colours.add(new Option(own[scheme || "around"], scheme)); });
    form.className = "meta";
    line.type = "checkbox";
    copy.type = "button";
    made("label", own.line, form).prepend(line);
    form.append(copy, " ", said);
    frame.title = look.textContent;
    frame.loading = "lazy";
    frame.src = look.href;
    frame.sandbox = /sandbox="(.*?)"/.exec(written)[1];
    addEventListener("message", function (event) {
      var data = event.data;
      if (event.source != frame.contentWindow || !data || data.type != "embed-size") return;
      if (Number.isInteger(data.height) && data.height > 0 && data.height <= 20000) frame.height = told = data.height;
    });
    form.addEventListener("change", tell);
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    copy.addEventListener("click", function () {
      getSelection().selectAllChildren(code);
      if (page.execCommand("copy")) said.value = own.copied;
    });
    tell();
    code.before(form);
    if (navigator.onLine || location.protocol == "file:") look.parentNode.before(frame); // saved pages have no embeds
  });
})(document, WIDTHS, WORDS, SCRIPT);
