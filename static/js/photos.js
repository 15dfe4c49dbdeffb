// Photos on the report of a unit: taken or chosen, made small here, kept on this device until the server has them.
(function () {
  "use strict";
  const { one, all, words, element, newKey, photos, notice } = Jiangping;
  const form = one("form[data-photo-url]");
  if (!form) return;
  const say = (name, values) => words(name, values, "#photo-texts");
  const LONGEST = 1600;
  const SMALL = 224;
  const { account, assignment } = form.dataset;
  const state = one("#photo-state");
  const tiles = new Map();
  let busy = 0;
  let timer = 0;

  // When the camera says it was taken, before the picture is drawn anew: DateTimeOriginal of the EXIF block.
  function takenAt(view) {
    if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return "";
    for (let at = 2; at + 10 < view.byteLength && view.getUint8(at) === 0xff; at += 2 + view.getUint16(at + 2)) {
      if (view.getUint16(at) === 0xffe1 && view.getUint32(at + 4) === 0x45786966) return moment(view, at + 10);
      if (view.getUint16(at) === 0xffda) return "";
    }
    return "";
  }
  function moment(view, base) {
    const little = view.getUint16(base) === 0x4949;
    const short = (at) => view.getUint16(base + at, little);
    const long = (at) => view.getUint32(base + at, little);
    const find = (ifd, tag) => {
      for (let n = 0; n < short(ifd); n += 1) { const at = ifd + 2 + 12 * n; if (short(at) === tag) return at; }
      return 0;
    };
    const text = (at) => {
      let found = "";
      const start = long(at + 4) > 4 ? long(at + 8) : at + 8;
      for (let n = 0; n < long(at + 4) - 1; n += 1) found += String.fromCharCode(view.getUint8(base + start + n));
      return found;
    };
    const inner = find(long(4), 0x8769);
    const taken = inner && find(long(inner + 8), 0x9003);
    const found = taken && /^(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)$/.exec(text(taken));
    if (!found) return "";
    const zone = find(long(inner + 8), 0x9011);
    const offset = zone ? text(zone) : "";
    return `${found[1]}-${found[2]}-${found[3]}T${found[4]}${/^[+-]\d\d:\d\d$/.test(offset) ? offset : ""}`;
  }
  async function readMoment(file) {
    try { return takenAt(new DataView(await file.slice(0, 262144).arrayBuffer())); } catch (error) { return ""; }
  }

  async function picture(file) {
    if (window.createImageBitmap) {
      try { return await createImageBitmap(file, { imageOrientation: "from-image" }); } catch (error) { /* another way below */ }
    }
    const address = await new Promise((resolve, reject) => {
      const reader = new FileReader();
      reader.onload = () => resolve(reader.result);
      reader.onerror = () => reject(reader.error);
      reader.readAsDataURL(file);
    });
    return new Promise((resolve, reject) => {
      const image = new Image();
      image.onload = () => resolve(image);
      image.onerror = () => reject(new Error("picture"));
      image.src = address;
    });
  }
  function draw(source, longest) {
    const ratio = Math.min(1, longest / Math.max(source.width, source.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(source.width * ratio));
    canvas.height = Math.max(1, Math.round(source.height * ratio));
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(source, 0, 0, canvas.width, canvas.height);
    return canvas;
  }
  async function shrink(file) {
    const source = await picture(file);
    const large = draw(source, LONGEST);
    const blob = await new Promise((resolve) => large.toBlob(resolve, "image/jpeg", 0.85));
    const small = draw(large, SMALL).toDataURL("image/jpeg", 0.7);
    if (source.close) source.close();
    if (!blob) throw new Error("picture");
    return { blob: blob, small: small };
  }

  const box = (criterion) => all("[data-photos]", form).filter((each) => each.dataset.photos === criterion)[0];
  const nameOf = (place) => place.closest("[data-crit]").dataset.name;
  function complain(place, text) {
    all(".msg", place).forEach((old) => old.remove());
    if (text) one(".photo-head", place).after(element("p", { class: "msg", role: "alert" }, text));
  }
  function tile(record) {
    const known = tiles.get(record.key);
    if (known) return known;
    const place = box(record.criterion);
    if (!place) return null;
    const name = nameOf(place);
    const image = element("img", { src: record.small, alt: say("alt", { name: name }), width: "112", height: "112" });
    const drop = element("button", { class: "btn quiet", type: "button", "aria-label": say("dropLabel", { name: name }) }, say("drop"));
    const made = element("li", { "data-photo": record.key }, element("span", { class: "shot" }, image), element("span", { class: "small", "data-shot-state": "" }), drop);
    drop.addEventListener("click", () => remove(record));
    one("[data-shots]", place).append(made);
    tiles.set(record.key, made);
    return made;
  }
  function show(record, how, data) {
    if (String(record.assignment) !== assignment) return;
    if (how === "stays") { notice(one("[data-score-notices]", form), "warn", data.message || "", "photo"); return; }
    if (how === "dropped") {
      const shown = tiles.get(record.key) || one(`[data-photo="${record.key}"]`, form);
      if (shown) shown.remove();
      tiles.delete(record.key);
      tally();
      return;
    }
    const shown = tile(record);
    if (!shown) return;
    shown.dataset.state = how;
    one("[data-shot-state]", shown).textContent = how === "refused" ? data.message || record.refused : say(how);
    if (how === "sent" && data.href) {
      const link = element("a", { class: "shot", href: data.href, target: "_blank", rel: "noopener" });
      link.append(one("img", shown));
      one(".shot", shown).replaceWith(link);
    }
    tally();
  }
  async function tally() {
    const mine = await photos.list(account, assignment);
    const due = photos.waiting(mine).length;
    const refused = mine.filter((record) => record.refused).length;
    const shown = all("[data-photo]", form).length;
    const sending = all('[data-state="sending"]', form).length;
    let text = busy ? say("busy") : shown ? say("someSent", { n: shown }) : say("none");
    if (due) text = say(sending && navigator.onLine ? "someSending" : "someWaiting", { n: due });
    if (refused) text += ` ${say("someRefused", { n: refused })}`;
    if (state.textContent !== text) state.textContent = text;
  }

  async function add(file, place) {
    if (all("[data-photo]", place).length >= Number(place.dataset.most)) { complain(place, say("full", { n: place.dataset.most })); return; }
    let made;
    const taken = await readMoment(file);
    try { made = await shrink(file); } catch (error) { complain(place, say("unreadable", { name: file.name })); return; }
    const record = Object.assign(made, {
      account: account, assignment: assignment, criterion: place.dataset.photos, key: newKey(), name: file.name, taken: taken,
      at: Date.now() + performance.now() / 1e6, url: form.dataset.photoUrl, dropUrl: form.dataset.dropUrl, page: location.pathname,
    });
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => false);
    if (!await photos.keep(record)) notice(one("[data-score-notices]", form), "warn", say("inMemory"), "memory");
    show(record, "waiting", {});
  }
  async function taken(input) {
    const place = input.closest("[data-photos]");
    const files = Array.from(input.files);
    complain(place, "");
    busy += 1;
    tally();
    for (const file of files) await add(file, place);
    busy -= 1;
    input.value = "";
    tally();
    sync();
  }
  async function remove(record) {
    await photos.drop(record);
    sync();
  }

  async function sync() {
    clearTimeout(timer);
    if (!navigator.onLine) { tally(); return; }
    const end = await photos.deliver(account, assignment);
    tally();
    if (end.outcome === "offline" || end.outcome === "later") timer = setTimeout(sync, photos.pause());
  }
  async function restore() {
    await photos.tidy(account, Number(form.dataset.at));
    for (const record of await photos.list(account, assignment)) {
      if (record.dropped) show(record, "dropped", {});
      else {
        const served = one(`[data-photo="${record.key}"]`, form);
        if (served && !tiles.has(record.key)) served.remove();
        const how = record.refused ? "refused" : record.done ? "sent" : "waiting";
        show(record, how, { message: record.refused, href: record.href });
      }
    }
    tally();
    sync();
  }

  all("[data-shoot]", form).forEach((input) => {
    input.removeAttribute("form");
    input.removeAttribute("name");
    input.addEventListener("change", () => taken(input));
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest('button[form="drop-photo"]');
    if (!button) return;
    event.preventDefault();
    remove({ account: account, assignment: assignment, key: button.value, at: Date.now(), tried: true, dropUrl: form.dataset.dropUrl });
  });
  photos.listen(show);
  window.addEventListener("online", sync);
  window.addEventListener("offline", tally);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") sync(); });
  restore();
}());
