// Lists: ticking rows, the bulk bar, filters that apply at once.
(function () {
  "use strict";
  const { one, all, words } = Jiangping;

  function count(form) {
    const picks = all("[data-pick]", form);
    const picked = picks.filter((box) => box.checked);
    const bar = one("[data-bulk-bar]", form);
    const head = one("[data-pick-all]", form);
    const filtered = one("[data-pick-filtered]", form);
    picks.forEach((box) => box.closest("tr").classList.toggle("sel", box.checked));
    if (head) { head.checked = picked.length > 0 && picked.length === picks.length; head.indeterminate = picked.length > 0 && !head.checked; }
    if (!bar) return;
    if (filtered && !picked.length) filtered.checked = false;
    bar.hidden = picked.length === 0;
    one("[data-bulk-words]", bar).textContent = picked.length ? words("picked", { n: picked.length }) : words("pickNone");
  }
  all("form[data-bulk]").forEach((form) => {
    form.addEventListener("change", (event) => {
      if (event.target.matches("[data-pick-all]")) all("[data-pick]", form).forEach((box) => { box.checked = event.target.checked; });
      count(form);
    });
    form.addEventListener("click", (event) => {
      if (!event.target.closest("[data-pick-none]")) return;
      all("[data-pick]", form).forEach((box) => { box.checked = false; });
      count(form);
      const head = one("[data-pick-all]", form);
      if (head) head.focus();
    });
    count(form);
  });
}());
