// Dialogs opened by [data-open]; derivations opened by [data-toggle].
(function () {
  "use strict";
  const { one, all, words } = Jiangping;

  function open(dialog, opener) {
    if (dialog.showModal) dialog.showModal();
    else { dialog.setAttribute("open", ""); dialog.classList.add("old"); }
    dialog.addEventListener("close", () => opener && opener.focus(), { once: true });
    const first = one("[data-first]", dialog) || one("input:not([type=hidden]), textarea, select", dialog);
    if (first) first.focus();
  }
  function close(dialog) {
    if (dialog.close) dialog.close();
    else { dialog.removeAttribute("open"); dialog.dispatchEvent(new Event("close")); }
  }
  Jiangping.openDialog = open;
  Jiangping.closeDialog = close;

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-open]");
    if (opener) {
      const dialog = document.getElementById(opener.dataset.open);
      if (dialog) { event.preventDefault(); open(dialog, opener); }
      return;
    }
    const closer = event.target.closest("[data-close]");
    if (closer && closer.closest("dialog")) { event.preventDefault(); close(closer.closest("dialog")); }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === " " && event.target.matches("a[role=button]")) { event.preventDefault(); event.target.click(); }
  });

  function show(button, on) {
    const row = document.getElementById(button.dataset.toggle);
    if (!button.dataset.words) button.dataset.words = one(".tog-words", button).textContent;
    row.hidden = !on;
    button.setAttribute("aria-expanded", String(on));
    button.closest("tr").classList.toggle("open", on);
    one(".tog-words", button).textContent = on ? words("collapse") : button.dataset.words;
  }
  all("[data-toggle]").forEach((button) => {
    show(button, location.hash === "#" + button.dataset.toggle);
    button.addEventListener("click", () => show(button, button.getAttribute("aria-expanded") !== "true"));
  });
  // A refused form inside a dialog comes back open.
  const refused = all("dialog").filter((dialog) => one("[aria-invalid=true], .summary", dialog))[0];
  if (refused) open(refused, null);
}());
