// The judge's score form: stepper, levels, running total, refusals in words, drafts here and on the server, submit.
(function () {
  "use strict";
  const { one, all, words, element, sign, clock, net, notice, drafts, marks, openDialog, closeDialog } = Jiangping;
  const form = one("form[data-score]");
  if (!form) return;
  const say = (name, values) => words(name, values, "#score-texts");
  const notices = one("[data-score-notices]", form);
  const comment = one("textarea[name=comment]", form);
  const submitButton = one("#submit");
  const totalScale = Number(form.dataset.totalScale);
  const criteria = all("[data-crit]", form).map((box) => ({
    box: box, key: box.dataset.crit, name: box.dataset.name, input: one(".stepper input", box),
    scale: Number(box.dataset.scale), min: Number(box.dataset.min), max: Number(box.dataset.max),
    step: Number(box.dataset.stepSize), factor: Number(box.dataset.factor),
  }));
  let record = null;
  let busy = false;
  let stopped = false;
  let shut = false;
  let filling = false;
  let timer = 0;

  function fail(criterion, text) {
    const { box, input } = criterion;
    const old = one(":scope > .msg", box);
    if (old && old.lastChild.textContent === text) return;
    if (old) old.remove();
    box.classList.toggle("bad", Boolean(text));
    if (!text) { input.removeAttribute("aria-invalid"); input.removeAttribute("aria-describedby"); return; }
    const message = element("p", { class: "msg", id: input.id + "-error", role: "alert" }, sign("alert"), element("span", {}, text));
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", message.id);
    one(".stepper", box).before(message);
  }
  const refusal = (found) => (found.refusal ? say(found.refusal, found.values) : "");

  function levels(criterion, found) {
    let at = -1;
    all(".levels button", criterion.box).forEach((button, index) => {
      const on = "value" in found && found.value >= Number(button.dataset.low) && found.value <= Number(button.dataset.high);
      button.setAttribute("aria-pressed", String(on));
      if (on) at = index;
    });
    if (at >= 0) describe(criterion, at);
  }
  function describe(criterion, at) {
    all(".leveltexts p", criterion.box).forEach((text, index) => text.classList.toggle("on", index === at));
  }

  function total() {
    let sum = 0;
    let done = 0;
    criteria.forEach((criterion) => {
      const found = marks.read(criterion.input.value, criterion);
      if ("value" in found) { sum += found.value * criterion.factor; done += 1; }
    });
    const left = criteria.length - done;
    one("#total").textContent = marks.format(sum, totalScale);
    one("#left").textContent = left ? say("left", { done: done, left: left }) : say("allDone", { done: done });
  }

  function collect() {
    const texts = {};
    const valid = {};
    criteria.forEach((criterion) => {
      const found = marks.read(criterion.input.value, criterion);
      texts[criterion.key] = criterion.input.value;
      valid[criterion.key] = "value" in found ? marks.format(found.value, criterion.scale) : "";
    });
    return { texts: texts, valid: valid, comment: comment ? comment.value : "", complete: Object.values(valid).every((text) => text !== "") };
  }
  // A mark in error stays in its field and on this device; the server keeps that field blank.
  const odd = (sheet) => Object.keys(sheet.texts).some((key) => sheet.texts[key].trim() && !sheet.valid[key]);
  function saved() {
    if (odd(record)) net("local", say("odd"));
    else net("saved", words("saved", { time: clock() }));
  }
  function refresh(criterion, quiet) {
    const found = marks.read(criterion.input.value, criterion);
    const old = one(":scope > .msg", criterion.box);
    if (!quiet || old) fail(criterion, refusal(found));
    levels(criterion, found);
    total();
  }
  function write(criterion, value) {
    if (shut) return;
    criterion.input.value = marks.format(value, criterion.scale);
    refresh(criterion);
    changed();
  }
  function fill(texts, remark) {
    filling = true;
    criteria.forEach((criterion) => {
      criterion.input.value = texts[criterion.key] || "";
      refresh(criterion);
    });
    if (comment) { comment.value = remark || ""; comment.dispatchEvent(new Event("input", { bubbles: true })); }
    filling = false;
  }

  async function changed() {
    if (!record || filling) return;
    Object.assign(record, collect());
    if (record.submit && !record.complete) record.submit = false;
    const kept = await drafts.keep(record);
    if (stopped) return;
    net(navigator.onLine ? (kept ? "local" : "saving") : "offline", words(navigator.onLine ? (kept ? "local" : "saving") : (kept ? "offline" : "unsaved")));
    later(1000);
  }
  function later(wait) {
    clearTimeout(timer);
    timer = setTimeout(sync, wait);
  }
  function offline(on) {
    one("#offline").hidden = !on;
    if (on) net("offline", words("offline"));
  }
  function settle(end) {
    offline(end.outcome === "offline");
    submitButton.removeAttribute("aria-busy");
    if (end.outcome === "clean" || end.outcome === "submitted") ["restored", "refused", "submit"].forEach((key) => notice(notices, "", "", key));
    if (end.outcome === "clean") saved();
    else if (end.outcome === "submitted") {
      net("saved", words("saved", { time: clock() }));
      if (form.dataset.nextUrl) location.assign(form.dataset.nextUrl);
      else notice(notices, "ok", say("submitted"), "submit");
    } else if (end.outcome === "offline" || end.outcome === "later") {
      if (end.outcome === "later") net("local", words("local"));
      if (record.submit) notice(notices, "info", say("queued"), "submit");
      later(15000);
    } else if (end.outcome === "session") { stopped = true; net("failed", words("offline")); notice(notices, "err", say("session"), "refused"); }
    else if (end.outcome === "conflict") conflict(end);
    else if (end.outcome === "errors") serverErrors(end.data);
    else if (!shut) { stopped = true; net("failed", words("failed")); notice(notices, "err", end.data.message || words("refused"), "refused"); ask(); }
  }

  // The stage may be locked while the form lies open: then it says so by itself and shows what was typed, to read.
  async function ask() {
    if (shut || !form.dataset.stateUrl || !navigator.onLine) return;
    try {
      const answer = await fetch(form.dataset.stateUrl, { credentials: "same-origin", headers: { Accept: "application/json" }, cache: "no-store" });
      if (answer.status !== 200 || answer.redirected) return;
      const state = await answer.json();
      if (!state.open) close(state.message);
    } catch (error) { /* asked again soon */ }
  }
  function close(message) {
    shut = stopped = true;
    clearTimeout(timer);
    criteria.forEach((criterion) => { criterion.input.readOnly = true; });
    if (comment) comment.readOnly = true;
    all("[data-step]", form).forEach((button) => { button.disabled = true; });
    submitButton.disabled = true;
    submitButton.removeAttribute("aria-busy");
    form.classList.add("shut");
    ["restored", "submit"].forEach((key) => notice(notices, "", "", key));
    notice(notices, "err", message, "refused");
    net("failed", say("shut"));
    one("#left").textContent = say("shut");
    notices.scrollIntoView({ block: "center" });
  }
  function serverErrors(data) {
    net("failed", words("failed"));
    const errors = data.errors || {};
    criteria.forEach((criterion) => { if (errors[criterion.key]) fail(criterion, errors[criterion.key]); });
    notice(notices, "err", data.message || "", "refused");
    const first = criteria.filter((criterion) => errors[criterion.key])[0];
    if (first) first.input.focus();
  }
  async function sync() {
    clearTimeout(timer);
    if (busy || stopped || !record) return;
    if (!drafts.pending(record)) { if (navigator.onLine) saved(); return; }
    busy = true;
    if (navigator.onLine) net("saving", record.submit ? say("sending") : words("saving"));
    if (record.submit && navigator.onLine) submitButton.setAttribute("aria-busy", "true");
    settle(await drafts.deliver(record));
    busy = false;
  }

  // Two saves of one sheet: both values are shown, the judge chooses, nothing is lost silently.
  function conflict(end) {
    const rows = one("[data-conflict-rows]");
    const line = (label, mine, theirs) => {
      const row = element("tr", mine === theirs ? {} : { class: "changed" }, element("th", { scope: "row" }, label));
      [mine, theirs].forEach((text) => row.append(element("td", { class: text ? "right num" : "right num muted" }, text || say("blankMark"))));
      return row;
    };
    rows.textContent = "";
    criteria.forEach((criterion) => {
      const theirs = end.current.marks[criterion.key] || "";
      if (record.valid[criterion.key] !== theirs) rows.append(line(criterion.name, record.valid[criterion.key], theirs));
    });
    if ((end.current.comment || "") !== record.comment) rows.append(line(say("sameComment"), record.comment, end.current.comment || ""));
    if (end.current.words) one("[data-conflict-words]").textContent = end.current.words;
    stopped = true;
    net("failed", words("failed"));
    const box = one("#conflict");
    box.oncancel = (event) => event.preventDefault();
    box.onclick = (event) => {
      const button = event.target.closest("[data-conflict]");
      if (!button) return;
      closeDialog(box);
      choose(button.dataset.conflict === "mine", end);
    };
    openDialog(box, null);
  }
  async function choose(mine, end) {
    stopped = false;
    record.version = end.current.version;
    record.sent = drafts.signature(end.current.marks, end.current.comment || "");
    record.submit = mine && end.submit && record.complete;
    if (!mine) { fill(end.current.marks, end.current.comment); Object.assign(record, collect()); }
    await drafts.keep(record);
    if (mine) sync();
    else saved();
  }

  function fresh() {
    return Object.assign(collect(), {
      account: form.dataset.account, assignment: form.dataset.assignment, version: Number(form.dataset.version),
      draftUrl: form.dataset.draftUrl, submitUrl: form.dataset.submitUrl, page: location.pathname,
      submit: false, outstanding: null, photos: "photoUrl" in form.dataset,
    });
  }
  // A kept sheet wins over the page when it holds something unsent, or when the page is an older copy.
  async function restore() {
    const served = fresh();
    served.sent = drafts.signature(served.valid, served.comment);
    const kept = await drafts.find(served.account, served.assignment);
    const useful = kept && (drafts.pending(kept) || kept.version > served.version || (kept.version === served.version && odd(kept)));
    if (kept && !useful) await drafts.forget(kept);
    record = served;
    if (!useful) {
      offline(!navigator.onLine);
      Object.assign(record, collect());
      if (drafts.pending(record) || odd(record)) changed();
      return;
    }
    record = Object.assign({}, kept, { draftUrl: served.draftUrl, submitUrl: served.submitUrl });
    if (JSON.stringify(kept.texts) !== JSON.stringify(served.texts) || kept.comment !== served.comment) {
      fill(kept.texts, kept.comment);
      if (drafts.pending(kept) || odd(kept)) notice(notices, "info", say("restored"), "restored");
    }
    Object.assign(record, collect());
    offline(!navigator.onLine);
    sync();
  }

  function hold(button, act) {
    let repeat = 0;
    let moved = false;
    const stop = () => { clearTimeout(repeat); repeat = 0; };
    const again = () => { moved = true; act(); repeat = setTimeout(again, 70); };
    button.addEventListener("pointerdown", (event) => { if (event.button === 0) { moved = false; stop(); repeat = setTimeout(again, 450); } });
    ["pointerup", "pointerleave", "pointercancel"].forEach((name) => button.addEventListener(name, stop));
    button.addEventListener("contextmenu", (event) => event.preventDefault());
    button.addEventListener("click", () => { stop(); if (!moved) act(); moved = false; });
  }
  criteria.forEach((criterion) => {
    const { box, input } = criterion;
    const move = (way) => write(criterion, marks.next(marks.read(input.value, criterion), criterion, way));
    all("[data-step]", box).forEach((button) => hold(button, () => move(Number(button.dataset.step))));
    all(".levels button", box).forEach((button, at) => button.addEventListener("click", () => describe(criterion, at)));
    input.addEventListener("input", () => { refresh(criterion, true); changed(); });
    input.addEventListener("change", () => {
      const tidy = marks.tidy(input.value);
      if (tidy !== input.value) { input.value = tidy; changed(); }
      refresh(criterion);
    });
    input.addEventListener("focus", () => input.select());
    input.addEventListener("keydown", (event) => {
      if (event.key === "ArrowUp" || event.key === "ArrowDown") { event.preventDefault(); move(event.key === "ArrowUp" ? 1 : -1); }
      if (event.key === "Enter") { event.preventDefault(); const after = criteria[criteria.indexOf(criterion) + 1]; (after ? after.input : submitButton).focus(); }
    });
    refresh(criterion, true);
  });
  if (comment) comment.addEventListener("input", changed);

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!record || shut) return;
    let first = null;
    criteria.forEach((criterion) => {
      const found = marks.read(criterion.input.value, criterion);
      fail(criterion, found.blank ? say("blank") : refusal(found));
      if (!("value" in found) && !first) first = criterion;
    });
    if (first) { first.input.focus(); return; }
    stopped = false;
    Object.assign(record, collect(), { submit: true });
    await drafts.keep(record);
    if (!navigator.onLine) notice(notices, "info", say("queued"), "submit");
    sync();
  });
  window.addEventListener("online", () => { offline(false); sync(); });
  window.addEventListener("offline", () => offline(true));
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") sync(); else ask(); });
  window.addEventListener("focus", ask);
  setInterval(() => { if (document.visibilityState === "visible") ask(); }, 30000);
  restore();
}());
