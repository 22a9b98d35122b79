/* A person's file: the current tab in sight on a narrow screen, the focus back at 更多 after its dialog. */
(function () {
  "use strict";

  function show() {
    var tab = document.querySelector(".tabs a[aria-current]");
    var row = tab && tab.closest(".tabs");
    if (row) row.scrollLeft = tab.offsetLeft - row.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
  }

  // The dialog gives the focus back to what had it: the menu's button, not an entry of the closed menu.
  document.addEventListener("click", function (event) {
    var entry = event.target.closest("details.drop a[hx-get]");
    if (!entry) return;
    var menu = entry.closest("details.drop");
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  document.body.addEventListener("htmx:afterSettle", show);
  show();
})();
