/* Escape, or a second click on its figure, closes an open slip and gives the focus back. */
(function (page) {
  function close(event, slip) {
    var fact = page.querySelector('.fact[href="#' + slip.id + '"]'), top = scrollY;
    event.preventDefault();
    location.replace("#" + fact.id);
    scrollTo(0, top);
    fact.focus({ preventScroll: true });
  }
  function listen(kind, wants) {
    page.addEventListener(kind, function (event) {
      var slip = page.querySelector(".slip:target");
      if (slip && wants(event, slip)) close(event, slip);
    });
  }
  listen("keydown", function (e) { return e.key == "Escape"; });
  listen("click", function (e, slip) { return (e.target.closest("a") || e).hash == "#" + slip.id; });
})(document);
