// Photos that wait on this device, one record each, and their way to the server: oldest first, the same key each time
// until an answer came. What was taken off while its first sending may have arrived is taken off there too.
Jiangping.photos = (function () {
  "use strict";
  const { send, words } = Jiangping;
  const STORE = "photos";
  const PATIENCE = 90000;
  const REST = 14 * 24 * 3600 * 1000;
  const WAITS = [2000, 5000, 15000, 30000, 60000];
  const memory = new Map();
  const listeners = [];
  let opening = null;
  let running = null;
  let failures = 0;

  function database() {
    if (!opening) {
      opening = new Promise((resolve, reject) => {
        const request = indexedDB.open("jiangping-photos", 1);
        request.onupgradeneeded = () => request.result.createObjectStore(STORE);
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    }
    return opening;
  }
  const place = (record) => [record.account, record.assignment, record.key].join("|");

  async function change(work) {
    const base = await database();
    return new Promise((resolve, reject) => {
      const transaction = base.transaction(STORE, "readwrite");
      work(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve();
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  }

  // Returns false where this browser keeps nothing: the photo then lives as long as the page.
  async function keep(record) {
    try {
      await change((store) => store.put(record, place(record)));
      memory.delete(place(record));
      return true;
    } catch (error) {
      memory.set(place(record), record);
      return false;
    }
  }
  async function forget(record) {
    memory.delete(place(record));
    try { await change((store) => store.delete(place(record))); } catch (error) { /* nothing was kept */ }
  }
  async function list(account, assignment) {
    const prefix = [account, assignment === undefined ? "" : assignment + "|"].join("|");
    let kept = [];
    try {
      const base = await database();
      kept = await new Promise((resolve, reject) => {
        const request = base.transaction(STORE).objectStore(STORE).getAll(IDBKeyRange.bound(prefix, prefix + "\uffff"));
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    } catch (error) { /* what is in memory only */ }
    memory.forEach((record, key) => { if (key.startsWith(prefix)) kept.push(record); });
    return kept.sort((one, two) => one.at - two.at);
  }
  const waiting = (records) => records.filter((record) => !record.refused && !record.dropped && !record.done);

  // told: (record, state, data) with state waiting, sending, sent, refused or dropped
  const listen = (told) => listeners.push(told);
  const tell = (record, state, data) => listeners.forEach((told) => told(record, state, data || {}));

  function form(record) {
    const body = new FormData();
    body.append("key", record.key);
    if (record.dropped) return body;
    body.append("criterion", record.criterion);
    body.append("name", record.name);
    body.append("taken", record.taken || "");
    body.append("photo", record.blob, "photo.jpg");
    return body;
  }
  function post(record) {
    const late = new Promise((resolve, reject) => setTimeout(() => reject(new Error("late")), PATIENCE));
    return Promise.race([send(record.dropped ? record.dropUrl : record.url, form(record)), late]);
  }

  const stored = async (record) => (await list(record.account, record.assignment)).filter((each) => each.key === record.key)[0];
  async function wasDropped(record) {
    const now = record.dropped ? null : await stored(record);
    return Boolean(now && now.dropped);
  }

  // What arrived stays to be shown, without its picture, until a page brings it that was made later.
  async function settle(record, data) {
    if (record.dropped) { await forget(record); return; }
    Object.assign(record, { done: data.at, href: data.href, blob: null });
    await keep(record);
  }
  async function tidy(account, shownAt) {
    const old = (await list(account)).filter((record) => record.done && (record.done <= shownAt || record.at < Date.now() - REST));
    for (const record of old) await forget(record);
  }

  // Returns how it ended: sent, offline, later, session, refused.
  async function one(record) {
    tell(record, record.dropped ? "dropped" : "sending");
    if (!record.tried) { record.tried = true; await keep(record); }
    let answer;
    try { answer = await post(record); } catch (error) { answer = null; }
    if (await wasDropped(record)) return answer ? "sent" : "offline";
    if (!answer) { tell(record, "waiting"); return "offline"; }
    if (answer.signedOut || answer.status >= 500 || answer.status === 429 || answer.status === 400) {
      tell(record, "waiting");
      return answer.signedOut ? "session" : "later";
    }
    if (answer.status === 200 || record.dropped) {
      await settle(record, answer.data);
      tell(record, record.dropped ? "dropped" : "sent", answer.data);
      if (answer.status !== 200) tell(record, "stays", answer.data);
      return "sent";
    }
    record.refused = answer.data.message || words("refused", {}, "#photo-texts");
    await keep(record);
    tell(record, "refused", { message: record.refused });
    return "refused";
  }
  async function run(account, assignment) {
    for (;;) {
      const due = (await list(account, assignment)).filter((record) => !record.refused && !record.done)[0];
      if (!due) return { outcome: "clean" };
      if (!navigator.onLine) return { outcome: "offline" };
      const end = await one(due);
      if (end === "offline" || end === "later" || end === "session") { failures += 1; return { outcome: end }; }
      failures = 0;
    }
  }
  // Sends what is due, of one sheet or of the whole account. outcome: clean, offline, later, session; refused photos stay, see `list`.
  async function deliver(account, assignment) {
    while (running) await running;
    running = run(account, assignment);
    try { return await running; } finally { running = null; }
  }
  const pause = () => WAITS[Math.min(failures, WAITS.length) - 1] || WAITS[0];

  async function drop(shown) {
    const record = await stored(shown) || shown;
    if (!record.tried) { await forget(record); tell(record, "dropped"); return; }
    record.dropped = true;
    Object.assign(record, { refused: "", done: 0, blob: null });
    await keep(record);
    tell(record, "dropped");
  }

  return { keep, list, waiting, listen, deliver, drop, pause, tidy };
}());
