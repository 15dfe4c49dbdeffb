// The tree of organisations: a row is opened in place. Without this script its name leads to a page of its own.
(function () {
  "use strict";
  const { one, all, element, toast, words } = Jiangping;

  const level = (row) => Number(row.dataset.level || 0);

  function close(row) {
    let next = row.nextElementSibling;
    while (next && level(next) > level(row)) {
      const gone = next;
      next = next.nextElementSibling;
      gone.remove();
    }
  }

  const closed = (link) => link.setAttribute("aria-expanded", "false");

  function hang(row, page) {
    let last = row;
    all("#branch [data-unit]", page).forEach((found) => {
      const child = document.importNode(found, true);
      child.dataset.level = Math.min(level(row) + 1, 6);
      all("[data-open-branch]", child).forEach(closed);
      last.after(child);
      last = child;
    });
    const rest = one("#branch [rel=next]", page);
    if (!rest) return;
    const more = element("tr", { "data-level": Math.min(level(row) + 1, 6) }, element("td", { class: "main", colspan: "7" }, element("a", { href: rest.getAttribute("href") }, rest.textContent)));
    last.after(more);
  }

  document.addEventListener("click", async (event) => {
    const link = event.target.closest("[data-open-branch]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const row = link.closest("[data-unit]");
    event.preventDefault();
    if (link.getAttribute("aria-expanded") === "true") {
      close(row);
      link.setAttribute("aria-expanded", "false");
      return;
    }
    link.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(link.href, { credentials: "same-origin" });
      if (!answer.ok || answer.redirected) { location.assign(link.href); return; }
      close(row);
      hang(row, new DOMParser().parseFromString(await answer.text(), "text/html"));
      link.setAttribute("aria-expanded", "true");
    } catch (error) { toast(words("unsaved")); }
    finally { link.removeAttribute("aria-busy"); }
  });
  all("[data-open-branch]").forEach(closed);
}());
