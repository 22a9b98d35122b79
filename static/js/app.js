/* Small helpers of every page. Everything works without them; no inline handlers, no eval (CSP). */
(function () {
  "use strict";

  var say = document.body.dataset;

  // ---- messages ----
  function toast(text, level) {
    if (!text) return;
    var box = document.createElement("div");
    box.className = "message floating message-" + (level || "success");
    box.setAttribute("role", level === "error" ? "alert" : "status");
    var words = document.createElement("span");
    words.textContent = text;
    var close = document.createElement("button");
    close.type = "button";
    close.dataset.dismiss = "";
    close.setAttribute("aria-label", say.sayClose);
    close.textContent = "×";
    box.append(words, close);
    document.querySelectorAll(".floating").forEach(function (old) { old.remove(); });
    // A modal dialog covers the page: the message belongs inside it.
    (document.querySelector("dialog[open]") || document.body).append(box);
    if (level !== "error") setTimeout(function () { box.remove(); }, 6000);
  }

  // ---- the dialog ----
  var dialog = document.getElementById("dialog");
  var content = document.getElementById("dialog-content");

  function closeDialog() {
    if (dialog && dialog.open) dialog.close();
  }

  if (dialog) {
    dialog.addEventListener("close", function () { content.replaceChildren(); });
    document.body.addEventListener("dialog-close", closeDialog);
    document.body.addEventListener("toast", function (event) { toast(event.detail.value); });
  }

  document.addEventListener("click", function (event) {
    var target = event.target.closest("[data-dismiss], [data-dialog-close], .error-summary a");
    if (!target) return;
    if ("dismiss" in target.dataset) target.closest(".message").remove();
    if ("dialogClose" in target.dataset) closeDialog();
    if (target.matches(".error-summary a")) {
      var field = document.getElementById(target.hash.slice(1));
      var input = field && (field.matches("input, select, textarea") ? field : field.querySelector("input, select, textarea"));
      if (input) {
        event.preventDefault();
        input.focus();
        input.scrollIntoView({ block: "center" });
      }
    }
  });

  // ---- data-print: the browser's own print dialog ----
  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });

  // ---- open menus close on a click elsewhere and on Escape ----
  document.addEventListener("click", function (event) {
    document.querySelectorAll("details.drop[open]").forEach(function (menu) {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details.drop[open]").forEach(function (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
    if (location.hash === "#menu") location.hash = "main";
  });

  // ---- one click, one submission; the server holds it too ----
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.dataset.confirm && !window.confirm(form.dataset.confirm)) {
      event.preventDefault();
      return;
    }
    if (form.method === "post" && !form.hasAttribute("hx-post")) {
      setTimeout(function () {
        form.querySelectorAll("button[type=submit]").forEach(function (button) { button.disabled = true; });
      });
    }
  });
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) location.reload();
  });

  // ---- what people paste ----
  function plain(text) {
    return text.normalize("NFKC").replace(/[\s\u200b-\u200f\u2060\ufeff]+/g, "");
  }

  document.addEventListener("change", function (event) {
    var input = event.target;
    if (!input.dataset) return;
    if ("day" in input.dataset) {
      var parts = /^(\d{4})(?:(\d{2})(\d{2})|[-./年](\d{1,2})[-./月](\d{1,2})[日号]?)$/.exec(plain(input.value));
      if (parts) {
        input.value = [parts[1], (parts[2] || parts[4]).padStart(2, "0"), (parts[3] || parts[5]).padStart(2, "0")].join("-");
      }
    }
    if ("idNumber" in input.dataset) {
      input.value = plain(input.value).replace(/['’`-]/g, "").toUpperCase();
    }
  });

  // ---- long selects ----
  function dress(root) {
    root.querySelectorAll("select[data-long-select]").forEach(function (select) {
      if (select.tomselect) return;
      // Tom Select moves the label to its own input; the hidden select keeps a name.
      if (select.labels.length) select.setAttribute("aria-label", select.labels[0].textContent.trim());
      new TomSelect(select, {
        allowEmptyOption: true,
        maxOptions: 500,
        render: {
          no_results: function () {
            var none = document.createElement("div");
            none.className = "no-results";
            none.textContent = say.sayNoneFound;
            return none;
          }
        }
      });
    });
  }

  // ---- wide tables: what scrolls sideways can be scrolled by keyboard ----
  function reach() {
    document.querySelectorAll(".table-wrap").forEach(function (box) {
      if (box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    });
  }

  window.addEventListener("resize", reach);
  document.addEventListener("toggle", reach, true); // opened <details>

  // ---- htmx ----
  if (window.htmx) {
    document.body.addEventListener("htmx:afterSwap", function (event) {
      if (event.detail.target !== content) return;
      if (!dialog.open) dialog.showModal();
      var summary = content.querySelector("[data-error-summary]");
      var first = summary || content.querySelector("input:not([type=hidden]), select, textarea");
      if (first && first.type === "radio") first = content.querySelector("input[type=radio]:checked") || first;
      if (first) first.focus();
    });
    document.body.addEventListener("htmx:load", function (event) {
      dress(event.detail.elt);
      reach();
    });
    document.body.addEventListener("htmx:responseError", function (event) {
      toast(say["say-" + event.detail.xhr.status] || say.sayError, "error");
    });
    document.body.addEventListener("htmx:sendError", function () { toast(say.sayOffline, "error"); });
    // The export link follows the filters that htmx put into the address.
    document.body.addEventListener("htmx:pushedIntoHistory", function () {
      document.querySelectorAll("a[data-keeps-query]").forEach(function (link) { link.search = location.search; });
    });
  }
  dress(document);
  reach();

  var summary = document.querySelector("[data-error-summary]");
  if (summary) summary.focus();
})();
