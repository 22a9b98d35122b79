/* What makes entry by keyboard fast: parts of a form that appear when they are needed, common phrases, Ctrl+Enter,
   and a list that keeps one's place when it is drawn anew. Everything works without. */
(function () {
  "use strict";

  // ---- one click marks everybody who owes something and is not marked yet ----
  document.querySelectorAll("[data-mark-all]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      button.closest("table").querySelectorAll("tbody tr[data-open]").forEach(function (row) {
        var marked = row.querySelector("input[type=radio]:checked");
        if (marked && marked.value) return;
        var wanted = row.querySelector("input[type=radio][value='" + button.dataset.markAll + "']");
        if (wanted) wanted.checked = true;
      });
    });
  });

  // ---- data-shown-when="name=value": hidden, and not sent, while the field says something else. "a|b" is one of
  // several values, "*" any, "name!=value" its opposite; a part inside another is looked at after it ----
  function follow(form) {
    form.querySelectorAll("[data-shown-when]").forEach(function (part) {
      var asked = /^([^!=]+)(!?)=(.*)$/.exec(part.dataset.shownWhen);
      var said = new FormData(form).getAll(asked[1]).filter(Boolean);
      var isSo = asked[3] === "*" ? said.length > 0 : said.some(function (value) { return asked[3].split("|").indexOf(value) >= 0; });
      var off = isSo === (asked[2] === "!");
      part.hidden = off;
      part.querySelectorAll("input, select, textarea").forEach(function (input) { input.disabled = off; });
    });
  }

  // ---- data-implies="name=value" on a choice that leaves no other answer to another question;
  // what stood there before comes back when the choice is taken back ----
  function imply(form, input) {
    var told = (input.dataset.implies || "").split("=");
    var field = told.length === 2 && form.elements[told[0]];
    if (!field) return;
    if (input.checked) {
      if (field.value !== told[1]) input.dataset.before = field.value;
      field.value = told[1];
    } else if (input.dataset.before && field.value === told[1]) {
      field.value = input.dataset.before;
    }
  }

  // ---- data-alone: a box that cannot be ticked together with the others of its name ----
  function standAlone(form, input) {
    if (input.type !== "checkbox" || !input.checked) return;
    form.querySelectorAll("input[type=checkbox][name='" + input.name + "']").forEach(function (other) {
      if (other === input || !other.checked || ("alone" in input.dataset) === ("alone" in other.dataset)) return;
      other.checked = false;
      imply(form, other);
    });
  }

  document.addEventListener("change", function (event) {
    var form = event.target.form;
    if (!form) return;
    standAlone(form, event.target);
    imply(form, event.target);
    follow(form);
  });

  // ---- data-choose-rest: the answer for every question of the part that has none yet ----
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-choose-rest]");
    if (!button) return;
    button.closest("fieldset").querySelectorAll("input[type=radio][value='" + button.dataset.chooseRest + "']").forEach(function (input) {
      var field = input.form.elements[input.name];
      if (!field.value) field.value = input.value;
    });
    follow(button.form);
    button.dispatchEvent(new Event("input", { bubbles: true }));
  });

  // ---- data-phrase: a button that adds its words to the field it names ----
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-phrase]");
    if (!button) return;
    var field = document.getElementById(button.dataset.phrase);
    field.value += (field.value && !/\s$/.test(field.value) ? "\n" : "") + button.textContent.trim();
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });

  // ---- data-draft: what is typed is kept by the server every few seconds, and when the page is left ----
  var waiting = new Map();

  function keep(form) {
    waiting.delete(form);
    if (!form.isConnected) return;
    var body = new URLSearchParams();
    new FormData(form).forEach(function (value, name) {
      if (typeof value === "string" && name !== "csrfmiddlewaretoken" && name !== "once") body.append(name, value);
    });
    body.append("draft-page", form.dataset.draftPage);
    var token = form.querySelector("[name=csrfmiddlewaretoken]").value;
    fetch(form.dataset.draft, {
      method: "POST", body: body, keepalive: true, headers: { "X-CSRFToken": token }
    }).catch(function () { /* the next change tries again; the form itself says when it cannot be sent */ });
  }

  document.addEventListener("input", function (event) {
    var form = event.target.form;
    if (!form || !form.dataset.draft || event.target.type === "password") return;
    clearTimeout(waiting.get(form));
    waiting.set(form, setTimeout(keep, 2000, form));
  });

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!form.dataset || !form.dataset.draft) return;
    clearTimeout(waiting.get(form));
    waiting.delete(form);
  });

  document.addEventListener("visibilitychange", function () {
    if (document.visibilityState !== "hidden") return;
    waiting.forEach(function (timer, form) { clearTimeout(timer); keep(form); });
  });

  // ---- Ctrl+Enter saves from a field where Enter makes a new line ----
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    var form = event.target.form;
    if (event.target.matches("textarea") && form && form.method === "post") {
      event.preventDefault();
      form.requestSubmit();
    }
  });

  // ---- data-keeps-place: after a row was dealt with, the focus goes to the row that stands in its place ----
  var place = null;

  function rowsOf(box) { return Array.prototype.slice.call(box.querySelectorAll("tbody tr")); }

  document.addEventListener("focusin", function (event) {
    if (event.target.closest("dialog")) return;
    var box = event.target.closest("[data-keeps-place]");
    place = box ? rowsOf(box).indexOf(event.target.closest("tr")) : null;
  });

  function keepPlace() {
    var box = document.querySelector("[data-keeps-place]");
    if (place === null || !box || document.activeElement !== document.body) return;
    var rows = rowsOf(box);
    var row = rows[Math.min(place, rows.length - 1)];
    var next = row && (row.querySelector(".actions .btn") || row.querySelector("a"));
    if (next) next.focus();
  }

  // ---- data-newest-right: a wide drawing whose right end is today ----
  function dress(root) {
    var forms = root.matches && root.matches("form") ? [root] : [];
    forms.concat(Array.prototype.slice.call(root.querySelectorAll("form"))).forEach(follow);
    root.querySelectorAll("[data-phrases], [data-script]").forEach(function (box) { box.hidden = false; });
    root.querySelectorAll("[data-newest-right]").forEach(function (box) { box.scrollLeft = box.scrollWidth; });
  }

  document.body.addEventListener("htmx:load", function (event) { dress(event.detail.elt); });
  document.body.addEventListener("htmx:afterSettle", keepPlace);
  dress(document);
})();
