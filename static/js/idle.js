/* Two minutes before the server ends an idle session the page says so; after the end it leaves the screen.
   Tabs tell each other through localStorage, which holds nothing but the moment of the last request. */
(function () {
  "use strict";

  var body = document.body.dataset;
  var KEY = "last-request";
  // The server marks a request at most every 30 seconds, so the page counts from that much earlier.
  var limit = (Number(body.idleSeconds) - 30) * 1000;
  var warning = Number(body.idleWarningSeconds) * 1000;
  var dialog = document.getElementById("idle");
  if (!dialog || !limit || limit <= warning) return;

  function mark() {
    try { localStorage.setItem(KEY, String(Date.now())); } catch (error) { own = Date.now(); }
    own = Date.now();
  }

  function last() {
    var stored = 0;
    try { stored = Number(localStorage.getItem(KEY)); } catch (error) { stored = 0; }
    return Math.max(own, stored <= Date.now() ? stored : 0);
  }

  var own = Date.now();
  mark();

  document.body.addEventListener("htmx:afterRequest", function (event) {
    var headers = event.detail.requestConfig && event.detail.requestConfig.headers;
    if (event.detail.successful && !(headers && headers["X-Passive"])) mark();
  });

  function token() {
    return JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  }

  // A real logout: the server's own clock may still run for half a minute.
  function leave() {
    var form = document.createElement("form");
    var fields = { csrfmiddlewaretoken: token(), reason: "idle", next: location.pathname + location.search };
    form.method = "post";
    form.action = body.logoutUrl;
    Object.keys(fields).forEach(function (name) {
      var input = document.createElement("input");
      input.type = "hidden";
      input.name = name;
      input.value = fields[name];
      form.append(input);
    });
    clearInterval(timer);
    document.body.replaceChildren(form);
    form.submit();
  }

  dialog.querySelector("[data-stay]").addEventListener("click", function () {
    fetch(body.stayUrl, { method: "POST", headers: { "X-CSRFToken": token() }, redirect: "manual" }).then(function (response) {
      if (response.status !== 204) return leave();
      mark();
      dialog.close();
    }, leave);
  });
  dialog.addEventListener("cancel", function (event) { event.preventDefault(); });

  var timer = setInterval(function () {
    var idle = Date.now() - last();
    if (idle >= limit) return leave();
    if (idle >= limit - warning) {
      if (!dialog.open) dialog.showModal();
    } else if (dialog.open) {
      dialog.close();
    }
  }, 1000);
})();
