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

  function leave() {
    location.replace(body.loginUrl + "?reason=idle&next=" + encodeURIComponent(location.pathname + location.search));
  }

  dialog.querySelector("[data-stay]").addEventListener("click", function () {
    var token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
    fetch(body.stayUrl, { method: "POST", headers: { "X-CSRFToken": token }, redirect: "manual" }).then(function (response) {
      if (response.status !== 204) return leave();
      mark();
      dialog.close();
    }, leave);
  });
  dialog.addEventListener("cancel", function (event) { event.preventDefault(); });

  setInterval(function () {
    var idle = Date.now() - last();
    if (idle >= limit) return leave();
    if (idle >= limit - warning) {
      if (!dialog.open) dialog.showModal();
    } else if (dialog.open) {
      dialog.close();
    }
  }, 1000);
})();
