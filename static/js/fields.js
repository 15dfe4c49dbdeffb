// Fields: counters, files too big to send, busy buttons, a second press that does nothing.
(function () {
  "use strict";
  const { one, all, words, sign, tell } = Jiangping;

  function tally(area) {
    const line = one(`[data-count-for="${area.id}"]`);
    if (!line) return;
    const limit = Number(area.dataset.limit);
    const now = Array.from(area.value.replace(/\r\n/g, "\n")).length;
    line.textContent = now > limit ? words("over", { now: now, over: now - limit }) : `${now} / ${limit}`;
    line.classList.toggle("over", now > limit);
    if (now > limit) line.prepend(sign("alert"));
  }
  all("[data-limit]").forEach(tally);
  document.addEventListener("input", (event) => { if (event.target.matches("[data-limit]")) tally(event.target); });

  // Files are weighed before they travel: data-most-mb is for each of a field, data-request-mb for all that is sent at once.
  const MB = 1024 * 1024;
  function tooBig(input) {
    const files = Array.from(input.files);
    const most = Number(input.dataset.mostMb || 0);
    const heavy = files.find((file) => most && file.size > most * MB);
    if (heavy) return words("fileTooBig", { name: heavy.name, mb: most });
    const whole = Number(one("#texts").dataset.requestMb);
    return files.reduce((sum, file) => sum + file.size, 0) > (whole - 0.5) * MB ? words("filesTooBig", { mb: whole }) : "";
  }
  document.addEventListener("change", (event) => { if (event.target.type === "file") tell(event.target, tooBig(event.target)); });
  document.addEventListener("submit", (event) => {
    const heavy = all("input[type=file]", event.target).filter((input) => tooBig(input));
    if (!heavy.length) return;
    event.preventDefault();
    heavy.forEach((input) => tell(input, tooBig(input)));
    heavy[0].focus();
  }, true);

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method === "get" || form.method === "dialog") return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    const button = event.submitter || one("button[type=submit]", form);
    if (button && button.classList.contains("btn")) button.setAttribute("aria-busy", "true");
  });
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    all("form[data-sent]").forEach((form) => { delete form.dataset.sent; });
    all("[aria-busy=true]").forEach((button) => button.removeAttribute("aria-busy"));
  });

  // Rows that can be added, taken away and ordered: [data-rows] holds [data-row]s and a <template>; see docs/look.md.
  function renumber(list) {
    all("[data-row]", list).forEach((row, at) => {
      const number = one("[data-row-number]", row);
      if (number) number.textContent = at + 1;
      all("input, select, textarea, label, p, fieldset", row).forEach((node) => {
        ["name", "id", "for", "aria-describedby", "data-count-for"].forEach((key) => {
          const value = node.getAttribute(key);
          if (value) node.setAttribute(key, value.split(" ").map((part) => part.replace(new RegExp(`(${list.dataset.rows}-)(\\d+|__n__)`), `$1${at}`)).join(" "));
        });
      });
    });
    const most = Number(list.dataset.most || 0);
    const add = one(`[data-row-add="${list.dataset.rows}"]`);
    if (add) add.disabled = most > 0 && all("[data-row]", list).length >= most;
  }
  document.addEventListener("click", (event) => {
    const add = event.target.closest("[data-row-add]");
    if (add) {
      const list = one(`[data-rows="${add.dataset.rowAdd}"]`);
      const model = one("template", list);
      model.before(document.importNode(model.content, true));
      renumber(list);
      const rows = all("[data-row]", list);
      const first = one("input, select, textarea", rows[rows.length - 1]);
      if (first) first.focus();
      list.dispatchEvent(new Event("input", { bubbles: true }));
      return;
    }
    const move = event.target.closest("[data-row-move]");
    if (!move) return;
    const row = move.closest("[data-row]");
    const list = row.closest("[data-rows]");
    const way = move.dataset.rowMove;
    if (way === "up" && row.previousElementSibling && row.previousElementSibling.matches("[data-row]")) row.previousElementSibling.before(row);
    if (way === "down" && row.nextElementSibling && row.nextElementSibling.matches("[data-row]")) row.nextElementSibling.after(row);
    if (way === "remove") row.remove();
    renumber(list);
    if (way !== "remove") move.focus();
    list.dispatchEvent(new Event("input", { bubbles: true }));
  });
  all("[data-rows]").forEach(renumber);
}());
