// Runs before the first paint: scripts are here, and the chosen theme stands.
(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("js");
  function stored() {
    try { return localStorage.getItem("theme"); } catch (error) { return null; }
  }
  function show(choice) {
    if (choice === "light" || choice === "dark") root.dataset.theme = choice;
    else delete root.dataset.theme;
    document.querySelectorAll("[data-theme-choice]").forEach(function (button) {
      button.setAttribute("aria-pressed", String(button.dataset.themeChoice === (choice || "auto")));
    });
  }
  show(stored());
  document.addEventListener("DOMContentLoaded", function () { show(stored()); });
  document.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("[data-theme-choice]");
    if (!button) return;
    try { localStorage.setItem("theme", button.dataset.themeChoice); } catch (error) { /* private mode: for this page only */ }
    show(button.dataset.themeChoice);
  });
}());
