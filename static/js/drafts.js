// Sheets kept on this device, one record for account, assignment and version, and their way to the server.
// A request that may have arrived is repeated with the same key before anything newer is sent.
Jiangping.drafts = (function () {
  "use strict";
  const { newKey, send } = Jiangping;
  const memory = new Map();
  let opening = null;

  function database() {
    if (!opening) {
      opening = new Promise((resolve, reject) => {
        const request = indexedDB.open("jiangping", 1);
        request.onupgradeneeded = () => request.result.createObjectStore("sheets");
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    }
    return opening;
  }
  const place = (record) => [record.account, record.assignment, record.version].join("|");

  async function change(work) {
    const base = await database();
    return new Promise((resolve, reject) => {
      const transaction = base.transaction("sheets", "readwrite");
      work(transaction.objectStore("sheets"));
      transaction.oncomplete = () => resolve();
      transaction.onerror = () => reject(transaction.error);
    });
  }

  // Returns false where this browser keeps nothing, so that nobody is told otherwise.
  async function keep(record) {
    const old = record.kept;
    record.kept = place(record);
    record.at = Date.now();
    memory.set(record.account + "|" + record.assignment, record);
    try {
      await change((store) => {
        if (old && old !== record.kept) store.delete(old);
        store.put(JSON.parse(JSON.stringify(record)), record.kept);
      });
      return true;
    } catch (error) { return false; }
  }
  async function forget(record) {
    try { await change((store) => store.delete(record.kept || place(record))); } catch (error) { /* nothing was kept */ }
  }
  async function list(prefix) {
    try {
      const base = await database();
      return await new Promise((resolve, reject) => {
        const request = base.transaction("sheets").objectStore("sheets").getAll(IDBKeyRange.bound(prefix, prefix + "\uffff"));
        request.onsuccess = () => resolve(request.result.sort((one, two) => two.at - one.at));
        request.onerror = () => reject(request.error);
      });
    } catch (error) { return []; }
  }
  const find = async (account, assignment) => (await list([account, assignment, ""].join("|")))[0] || null;
  const ofAccount = (account) => list(account + "|");

  const signature = (marks, comment) => JSON.stringify([Object.keys(marks).sort().map((key) => [key, marks[key]]), comment]);
  const now = (record) => signature(record.valid, record.comment);
  const pending = (record) => Boolean(record.outstanding || record.submit || now(record) !== record.sent);

  function accepted(record, request, data) {
    record.version = data.version;
    record.sent = signature(request.body.marks, request.body.comment);
    record.outstanding = null;
    if (!request.submit) return null;
    const newer = now(record) !== record.sent;
    record.submit = newer && record.complete;
    return newer ? null : { outcome: "submitted", data: data };
  }
  function refused(record, request, answer) {
    record.outstanding = null;
    if (answer.status === 409 && answer.data.current) {
      const current = answer.data.current;
      if (signature(current.marks, current.comment || "") !== now(record)) return { outcome: "conflict", current: current, submit: request.submit };
      record.version = current.version;
      record.sent = request.submit ? "" : now(record);
      return null;
    }
    record.submit = false;
    return { outcome: answer.status === 422 ? "errors" : "refused", data: answer.data };
  }
  // A report goes after its photos: nothing is handed in that has not arrived.
  async function photosFirst(record) {
    if (!record.photos || !record.submit || record.outstanding) return null;
    if (!Jiangping.photos) return { outcome: "later" };
    const end = await Jiangping.photos.deliver(record.account, record.assignment);
    if (end.outcome !== "clean") return end;
    if (!(await Jiangping.photos.list(record.account, record.assignment)).some((photo) => photo.refused)) return null;
    record.submit = false;
    await keep(record);
    return { outcome: "errors", data: { message: Jiangping.words("blocked", {}, "#photo-texts") } };
  }
  // Sends what is due, oldest first. outcome: clean, submitted, offline, later, session, conflict, errors, refused.
  async function deliver(record) {
    for (;;) {
      if (!pending(record)) return { outcome: "clean" };
      const held = await photosFirst(record);
      if (held) return held;
      if (!record.outstanding) {
        const body = { marks: Object.assign({}, record.valid), comment: record.comment, seen: record.version, key: newKey() };
        record.outstanding = { submit: record.submit, url: record.submit ? record.submitUrl : record.draftUrl, body: body };
        await keep(record);
      }
      const request = record.outstanding;
      let answer;
      try { answer = await send(request.url, request.body, { "Idempotency-Key": request.body.key }); } catch (error) { return { outcome: "offline" }; }
      if (answer.signedOut) return { outcome: "session" };
      if (answer.status >= 500 || answer.status === 429) return { outcome: "later" };
      const end = answer.status === 200 ? accepted(record, request, answer.data) : refused(record, request, answer);
      await keep(record);
      if (end) return end;
    }
  }

  return { keep, forget, find, ofAccount, signature, pending, deliver };
}());
