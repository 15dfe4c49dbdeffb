// A form whose words follow what is typed: each change is sent, and the part named by data-preview is replaced.
(function () {
  "use strict";
  const { one } = Jiangping;
  const form = one("form[data-preview]");
  if (!form) return;
  let turn = 0;

  async function refresh() {
    const mine = ++turn;
    const sent = new FormData(form);
    sent.set("do", "show");
    try {
      const answer = await fetch(form.action, { method: "POST", credentials: "same-origin", body: sent });
      if (mine !== turn || answer.redirected || (!answer.ok && answer.status !== 422)) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const found = one(`#${form.dataset.preview}`, page);
      const place = one(`#${form.dataset.preview}`);
      if (!found || !place) return;
      const reason = one("[name=reason]", place);
      const kept = reason ? reason.value : "";
      place.replaceChildren(...found.childNodes);
      const fresh = one("[name=reason]", place);
      if (fresh) fresh.value = kept;
    } catch (error) { /* the network is away: the words wait for the next change */ }
  }

  form.addEventListener("change", (event) => {
    if (event.target.matches("[name=reason], [name=document]")) return;
    refresh();
  });
  const opened = one("#open-step") || one("#trial");
  if (opened) opened.scrollIntoView({ block: "start" });
}());
