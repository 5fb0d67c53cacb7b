/* Escape, or a second click on its figure, closes an open slip. */
(function (page) {
  function listen(kind, asks) {
    page.addEventListener(kind, function (event) {
      var slip = page.querySelector(".slip:target"), fact, top = scrollY;
      if (!slip || !asks(event, "#" + slip.id)) return;
      fact = page.querySelector('.fact[href="#' + slip.id + '"]');
      event.preventDefault();
      location.replace("#" + fact.id);
      scrollTo(0, top);
      fact.focus({ preventScroll: true });
    });
  }
  listen("keydown", function (e) { return e.key == "Escape"; });
  listen("click", function (e, id) { return (e.target.closest("a") || e).hash == id; });
})(document);
