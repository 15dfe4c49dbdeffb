// The judge's room without a network: pages once opened open again, and kept sheets are sent from any page of the room.
(function () {
  "use strict";
  const { one, all, words, net, drafts, element } = Jiangping;
  const main = one("main[data-offline]");
  if (!main) return;
  const form = one("form[data-score]");
  const closed = one("[data-kept-sheet]");
  const here = form ? form.dataset.assignment : closed && closed.dataset.keptSheet;

  async function keepPages() {
    if (!main.dataset.offline || !navigator.serviceWorker) return;
    try {
      await navigator.serviceWorker.register("/sw.js", { scope: main.dataset.offline });
      const worker = await navigator.serviceWorker.ready;
      const files = all("link[rel=stylesheet], link[rel=icon]").map((link) => link.href).concat(all("script[src]").map((script) => script.src));
      const pages = all("a[data-keep-page]").slice(0, 12).map((link) => link.href);
      worker.active.postMessage({ kind: "keep", pages: [location.href].concat(pages), files: files });
    } catch (error) { /* the room works online without it */ }
  }

  async function resend() {
    const account = main.dataset.account || (form && form.dataset.account);
    if (!account) return;
    if (Jiangping.photos && !form) await resendPhotos(account);
    const due = (await drafts.ofAccount(account)).filter((record) => drafts.pending(record) && record.assignment !== here);
    const stuck = [];
    for (const record of due) {
      const end = await drafts.deliver(record);
      if (end.outcome === "offline" || end.outcome === "session") { if (!form) net("offline", words("offline")); return; }
      if (end.outcome === "conflict" || end.outcome === "errors" || end.outcome === "refused") stuck.push(record);
    }
    if (stuck.length) show(stuck);
  }
  // The list of reports says how many photos wait on this device, and sends them.
  let again = 0;
  async function resendPhotos(account) {
    clearTimeout(again);
    const tally = async () => {
      const count = Jiangping.photos.waiting(await Jiangping.photos.list(account)).length;
      const box = one("#photo-queue");
      if (!box) return;
      box.hidden = !count;
      box.textContent = words("pendingList", { n: count }, "#photo-texts");
    };
    await tally();
    await Jiangping.photos.tidy(account, 0);
    if (!navigator.onLine) return;
    const end = await Jiangping.photos.deliver(account);
    await tally();
    if (end.outcome === "offline" || end.outcome === "later") again = setTimeout(resend, Jiangping.photos.pause());
  }
  function show(stuck) {
    if (one(".notice[data-stuck]")) return;
    const box = element("div", { class: "notice warn", "data-stuck": "" }, element("div", { class: "grow" }, words("stuck", {}, "#score-texts")));
    stuck.forEach((record) => box.firstChild.append(" ", element("a", { href: record.page }, words("openStuck", {}, "#score-texts"))));
    main.prepend(box);
  }
  // A closed sheet shows what this device kept and could not send, until its judge has seen it.
  async function leftover() {
    if (!closed) return;
    const record = await drafts.find(closed.dataset.account, here);
    if (!record || !drafts.pending(record)) return;
    all("[data-kept]", closed).forEach((cell) => { cell.textContent = record.texts[cell.dataset.kept] || cell.textContent; });
    const remark = one("[data-kept-comment]", closed);
    remark.textContent = record.comment || remark.textContent;
    closed.hidden = false;
    one("[data-forget]", closed).addEventListener("click", async () => {
      await drafts.forget(record);
      closed.hidden = true;
    });
  }
  function state() {
    if (form) return;
    if (navigator.onLine) { net("saved", words("online", {}, "#score-texts")); resend(); } else { net("offline", words("roomOffline", {}, "#score-texts")); if (Jiangping.photos && main.dataset.account) resendPhotos(main.dataset.account); }
    one("#offline").hidden = navigator.onLine;
  }
  window.addEventListener("online", () => { if (form) resend(); else state(); });
  window.addEventListener("offline", state);
  if (form) resend();
  else { state(); leftover(); }
  keepPages();
}());
