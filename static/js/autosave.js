// Forms with data-autosave: what is typed is kept on the server as a draft.
// POST of the form's fields (no files); the answer is JSON {saved_at?, version?, faults?: {id: words}} or 409 when another place was first.
// What is wrong with a field is told beside it once it has been left.
(function () {
  "use strict";
  const { one, all, words, clock, net, notice, send, tell } = Jiangping;
  const form = one("form[data-autosave]");
  if (!form) return;
  let timer = 0;
  let dirty = false;
  let sending = false;
  let stopped = false;
  let leaving = false;
  let faults = null;

  function tellFaults() {
    if (!faults) return;
    all("[aria-invalid]", form).forEach((input) => { if (input !== document.activeElement && !faults[input.id]) tell(input, ""); });
    Object.keys(faults).forEach((id) => {
      const input = document.getElementById(id);
      if (input && input !== document.activeElement) tell(input, faults[id]);
    });
  }
  function payload() {
    const data = new FormData(form);
    Array.from(data.keys()).forEach((name) => { if (data.get(name) instanceof File) data.delete(name); });
    return data;
  }
  function place() {
    let box = one("[data-autosave-notices]", form);
    if (!box) {
      box = document.createElement("div");
      box.dataset.autosaveNotices = "";
      form.prepend(box);
    }
    return box;
  }
  function later(wait) {
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  }
  function answered(answer) {
    if (answer.signedOut) { stopped = true; dirty = true; net("failed", words("failed")); notice(place(), "err", words("signedOut"), "draft"); return; }
    if (answer.status === 409) { stopped = true; net("failed", words("failed")); notice(place(), "err", answer.data.message || words("conflictWhy"), "draft"); return; }
    if (answer.status === 200) {
      const seen = one("[name=seen]", form);
      if (seen && "version" in answer.data) seen.value = answer.data.version;
      notice(place(), "ok", "", "draft");
      faults = answer.data.faults || null;
      tellFaults();
      if (!dirty) net("saved", words("saved", { time: answer.data.saved_at || clock() }));
      return;
    }
    if (answer.status >= 500 || answer.status === 429) { dirty = true; net("failed", words("failed")); notice(place(), "err", words("failedWhy"), "draft"); later(15000); return; }
    stopped = true;
    dirty = true;
    net("failed", words("failed"));
    notice(place(), "err", answer.data.message || words("refused"), "draft");
  }
  async function save() {
    if (stopped || sending || !dirty) return;
    sending = true;
    dirty = false;
    net("saving", words("saving"));
    try { answered(await send(form.dataset.autosave, payload())); }
    catch (error) { dirty = true; net("offline", words("unsaved")); later(15000); }
    sending = false;
    if (dirty && !stopped) later(1200);
  }
  function changed(event) {
    if (event.target.type === "file") return;
    if (event.target.matches("[data-rows]")) faults = null;
    else if (faults) delete faults[event.target.id];
    dirty = true;
    later(1200);
  }
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("focusout", () => setTimeout(tellFaults));
  form.addEventListener("submit", () => { leaving = true; clearTimeout(timer); });
  window.addEventListener("online", () => later(0));
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save(); });
  window.addEventListener("beforeunload", (event) => { if (dirty && !leaving) { event.preventDefault(); event.returnValue = ""; } });
}());
