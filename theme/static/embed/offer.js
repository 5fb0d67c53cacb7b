/* Width and colours of a snippet to choose, its look live, and a button that copies it. */
(function (page) {
  page.querySelectorAll(".offer").forEach(function (offer) {
    var form = offer.querySelector("form"), code = offer.querySelector("pre"), look = offer.querySelector("p a"),
      width = form[0], colours = form[1], line = form[2], copy = form[3], said = form[4],
      frame = page.createElement("iframe"), written = code.textContent, heights = {}, told;

    function tell() {
      var style = colours.value ? ";color-scheme:" + colours.value : "";
      code.textContent = written
        .replace(/width="\d+" height="\d+"/, 'width="' + width.value + '" height="' + heights[width.value] + '"')
        .replace(";color-scheme:light", style) + (line.checked ? "\n" + line.value : "");
      frame.width = width.value;
      frame.height = told || heights[width.value]; // it tells its height again only if that changes
      frame.style.colorScheme = colours.value;
      said.value = "";
    }

    form.dataset.heights.trim().split(" ").forEach(function (pair) {
      var known = pair.split(":"), usual = written.includes('width="' + known[0] + '"');
      heights[known[0]] = known[1];
      width.add(new Option(known[0] + " px", known[0], usual, usual));
    });
    frame.title = look.textContent;
    frame.loading = "lazy";
    frame.src = look.href;
    frame.sandbox = "allow-scripts allow-popups allow-popups-to-escape-sandbox";
    addEventListener("message", function (event) {
      var data = event.data;
      if (event.source == frame.contentWindow && data && data.type == "embed-size" && data.height > 0) frame.height = told = data.height;
    });
    form.addEventListener("change", tell);
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    copy.addEventListener("click", function () {
      getSelection().selectAllChildren(code);
      if (page.execCommand("copy")) said.value = copy.value;
    });
    tell();
    look.parentNode.before(frame);
    form.hidden = false;
  });
})(document);
