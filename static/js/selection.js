/* Rows chosen by boxes: 全选, how many are chosen. Without script the boxes and the button work alike. */
(function () {
  "use strict";

  function boxes(form) {
    return Array.from(form.querySelectorAll("tbody input[type=checkbox]"));
  }

  function show(form) {
    var all = boxes(form);
    var chosen = all.filter(function (box) { return box.checked; }).length;
    var words = form.querySelector("[data-selection-count]");
    var button = form.querySelector("[data-selection-submit]");
    var head = form.querySelector("[data-select-all]");
    if (words) words.textContent = chosen ? words.dataset.words.replace("%s", chosen) : "";
    if (button) button.setAttribute("aria-disabled", chosen ? "false" : "true");
    if (head) {
      head.checked = chosen > 0 && chosen === all.length;
      head.indeterminate = chosen > 0 && chosen < all.length;
    }
  }

  document.addEventListener("change", function (event) {
    var form = event.target.closest && event.target.closest("[data-selection]");
    if (!form) return;
    if ("selectAll" in event.target.dataset) {
      boxes(form).forEach(function (box) { box.checked = event.target.checked; });
    }
    show(form);
  });

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if ("selection" in form.dataset && !boxes(form).some(function (box) { return box.checked; })) {
      event.preventDefault();
    }
  });

  function showAll() {
    document.querySelectorAll("[data-selection]").forEach(show);
  }

  document.body.addEventListener("htmx:afterSettle", showAll);
  showAll();
})();
