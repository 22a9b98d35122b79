/* On a narrow screen the tabs scroll: the current one is brought into sight. */
(function () {
  "use strict";

  function show() {
    var tab = document.querySelector(".tabs a[aria-current]");
    var row = tab && tab.closest(".tabs");
    if (row) row.scrollLeft = tab.offsetLeft - row.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
  }

  document.body.addEventListener("htmx:afterSettle", show);
  show();
})();
