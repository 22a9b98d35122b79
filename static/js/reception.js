/* The number that was just checked fills birth and sex; the server checks everything again. */
(function () {
  "use strict";

  document.body.addEventListener("htmx:afterSwap", function (event) {
    if (event.detail.target.id !== "id-number-facts") return;
    var facts = event.detail.target.querySelector("[data-birth]");
    if (!facts) return;
    var birth = document.getElementById("id_birth_on");
    var sex = document.getElementById("id_sex");
    if (birth) birth.value = facts.dataset.birth;
    if (sex) sex.value = facts.dataset.sex;
  });
})();
