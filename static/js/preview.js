// A form that works on a draft: what is typed or pressed is sent, and the page shows the draft as it is now,
// without leaving it. The words named by data-preview follow each change. Without this script the form does the same.
(function () {
  "use strict";
  const { one, toast, words } = Jiangping;
  const READS_ON = "[name=reason], [name=document]";
  let turn = 0;
  let current = "";
  let waiting = "";

  function post(form, act) {
    const sent = new FormData(form);
    sent.set("do", act);
    return fetch(form.action, { method: "POST", credentials: "same-origin", body: sent });
  }

  const read = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");

  function swap(page, selector) {
    const found = one(selector, page);
    const place = one(selector);
    if (found && place) place.replaceChildren(...found.childNodes);
    return Boolean(found && place);
  }

  async function refresh(form) {
    const mine = ++turn;
    try {
      const answer = await post(form, "show");
      if (mine !== turn || answer.redirected || (!answer.ok && answer.status !== 422)) return;
      const reason = one("[name=reason]", form);
      const kept = reason ? reason.value : "";
      swap(await read(answer), `#${form.dataset.preview}`);
      const fresh = one("[name=reason]", form);
      if (fresh) fresh.value = kept;
    } catch (error) { /* the network is away: the words wait for the next change */ }
  }

  // What is typed while a press is under way would be gone with the answer.
  function still(form, busy) {
    for (const fields of form.querySelectorAll(".step-fields")) fields.inert = busy;
  }

  // One press at a time: the same one again is a double click, another one waits for its turn.
  async function act(form, button) {
    if (current) { if (button.value !== current) waiting = button.value; return; }
    current = button.value;
    turn += 1;
    button.setAttribute("aria-busy", "true");
    still(form, true);
    try {
      const answer = await post(form, button.value);
      if (answer.redirected) { location.assign(answer.url); return; }
      const page = await read(answer);
      if ((answer.ok || answer.status === 422) && swap(page, "#main")) shown();
      else plainly(form, button);
    } catch (error) { toast(words("unsaved")); }
    finally { current = ""; button.removeAttribute("aria-busy"); still(form, false); }
    const next = waiting && one(`form[data-preview] [name=do][value="${CSS.escape(waiting)}"]`);
    waiting = "";
    if (next) act(next.form, next);
  }

  function plainly(form, button) {
    form.dataset.plain = "1";
    form.requestSubmit(button);
  }

  function shown() {
    const place = one("#main [data-focus]") || one("#trial") || one("#open-step");
    if (!place) return;
    place.scrollIntoView({ block: "start" });
    if (place.matches("[data-focus]")) place.focus();
  }

  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-preview]");
    if (form && !event.target.matches(READS_ON)) refresh(form);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-preview]");
    if (!form || !event.submitter || form.dataset.plain) return;
    event.preventDefault();
    if (event.submitter.matches(".vh")) refresh(form); // the Enter key
    else act(form, event.submitter);
  });
  shown();
}());
