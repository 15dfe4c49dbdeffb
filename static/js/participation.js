// The form of a participation report: only the fields of the chosen way are shown.
(function () {
  "use strict";
  const { one, all } = Jiangping;
  const form = one("#report");
  if (!form) return;

  function show() {
    const chosen = one("input[name=way]:checked", form);
    all("[data-way]", form).forEach((part) => { part.hidden = !chosen || part.dataset.way !== chosen.value; });
  }
  form.addEventListener("change", show);
  show();
})();
