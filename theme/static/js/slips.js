/* Escape, or a second click on its figure, closes an open slip and gives the focus back to the figure. */
(function (page) {
  function open() {
    return page.querySelector(".slip:target");
  }
  function close(slip) {
    var fact = page.querySelector('a.fact[href="#' + slip.id + '"]'), top = scrollY;
    location.replace("#" + fact.id);
    scrollTo(0, top);
    fact.focus({ preventScroll: true });
  }
  page.addEventListener("keydown", function (event) {
    if (event.key == "Escape" && open()) close(open());
  });
  page.addEventListener("click", function (event) {
    var fact = event.target.closest("a.fact"), slip = open();
    if (fact && slip && fact.hash == "#" + slip.id) event.preventDefault(), close(slip);
  });
})(document);
