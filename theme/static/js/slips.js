/* Escape, or a second click on its figure, closes an open slip and gives the focus back. */
(function (page) {
  function listen(kind, wants) {
    page.addEventListener(kind, function (event) {
      var slip = page.querySelector(".slip:target"), top = scrollY, fact;
      if (!slip || !wants(event, "#" + slip.id)) return;
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
