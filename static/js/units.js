// A field that asks for an organisation: what is typed is looked up, and one is chosen by keyboard or finger.
// Without this script the form itself asks which one is meant.
(function () {
  "use strict";
  const { all, element, words } = Jiangping;
  const PAUSE = 250;
  const SHORTEST = 2;

  function Units(input) {
    const list = element("ul", { class: "unit-list", role: "listbox", id: `${input.id || input.name}-units`, "aria-label": words("unitsFound", { n: "" }), hidden: "" });
    const said = element("p", { class: "vh", role: "status" });
    let timer = 0;
    let asked = "";
    let at = -1;

    input.setAttribute("role", "combobox");
    input.setAttribute("autocomplete", "off");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", list.id);
    input.after(list, said);

    function shut() {
      list.hidden = true;
      list.replaceChildren();
      at = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    }

    function mark(next) {
      const rows = all("li", list);
      if (!rows.length) return;
      at = (next + rows.length) % rows.length;
      rows.forEach((row, place) => row.setAttribute("aria-selected", String(place === at)));
      rows[at].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", rows[at].id);
    }

    function choose(row) {
      input.value = row.dataset.text;
      said.textContent = row.dataset.text;
      shut();
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }

    function show(found) {
      shut();
      said.textContent = found.length ? words("unitsFound", { n: found.length }) : words("unitsNone");
      found.forEach((unit, place) => {
        const where = [unit.path, unit.code].filter(Boolean).join(" ");
        const row = element("li", { role: "option", id: `${list.id}-${place}`, "aria-selected": "false", "data-text": unit.text }, element("b", {}, unit.name), element("span", { class: "sub" }, where));
        row.addEventListener("pointerdown", (event) => { event.preventDefault(); choose(row); });
        list.append(row);
      });
      list.hidden = !found.length;
      input.setAttribute("aria-expanded", String(!list.hidden));
    }

    async function ask() {
      const text = input.value.trim();
      asked = text;
      if (text.length < SHORTEST) { shut(); return; }
      const address = new URL(input.dataset.units, location.href);
      address.searchParams.set("q", text);
      try {
        const answer = await fetch(address, { credentials: "same-origin", headers: { Accept: "application/json" } });
        if (answer.ok && asked === text && document.activeElement === input) show(await answer.json());
      } catch (error) {
        shut();
      }
    }

    const keys = {
      ArrowDown: () => (list.hidden ? ask() : mark(at + 1)),
      ArrowUp: () => (list.hidden ? ask() : mark(at < 0 ? -1 : at - 1)),
      Escape: shut,
    };
    input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, PAUSE); });
    input.addEventListener("blur", () => { clearTimeout(timer); asked = ""; shut(); });
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      const open = !list.hidden;
      if (event.key === "Enter" && open && at >= 0) {
        event.preventDefault();
        choose(list.children[at]);
      } else if (keys[event.key] && (open || event.key !== "Escape")) {
        event.preventDefault();
        keys[event.key]();
      }
    });
    shut();
  }

  all("[data-units]").forEach(Units);
})();
