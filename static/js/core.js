// What the other scripts share: finding, words from the catalogue, requests, the save state, toasts.
const Jiangping = (function () {
  "use strict";
  const one = (selector, root) => (root || document).querySelector(selector);
  const all = (selector, root) => Array.from((root || document).querySelectorAll(selector));

  function words(name, values, source) {
    const box = one(source || "#texts");
    const text = (box && box.dataset[name]) || "";
    return text.replace(/\{(\w+)\}/g, (whole, key) => (values && key in values ? String(values[key]) : whole));
  }

  function element(tag, attributes, ...children) {
    const node = document.createElement(tag);
    Object.keys(attributes || {}).forEach((key) => node.setAttribute(key, attributes[key]));
    children.forEach((child) => node.append(child));
    return node;
  }

  function sign(name) {
    const paths = { alert: "M12 3.5 2.5 20h19zM12 10v4.5M12 17.2v.3", check: "M4 12.5l5 5L20 6.5", info: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 11v5.5M12 7.6v.3" };
    const space = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(space, "svg");
    const path = document.createElementNS(space, "path");
    [["class", "i"], ["width", "18"], ["height", "18"], ["viewBox", "0 0 24 24"], ["aria-hidden", "true"]].forEach((pair) => svg.setAttribute(pair[0], pair[1]));
    path.setAttribute("d", paths[name]);
    svg.append(path);
    return svg;
  }

  function newKey() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => ("0" + byte.toString(16)).slice(-2)).join("");
  }

  function clock() {
    const now = new Date();
    return ("0" + now.getHours()).slice(-2) + ":" + ("0" + now.getMinutes()).slice(-2);
  }

  // state: saved, saving, local, offline, failed; the sign follows data-state in the style sheet
  function net(state, text) {
    const corner = one("#net");
    if (!corner) return;
    const label = one("[data-net-words]", corner);
    corner.dataset.state = state;
    if (label.textContent !== text) label.textContent = text;
  }

  function toast(text) {
    all(".toast.floating").forEach((old) => old.remove());
    const box = element("p", { class: "toast floating", role: "status" }, text);
    document.body.append(box);
    setTimeout(() => box.remove(), 4000);
  }

  function notice(place, kind, text, key) {
    all(`[data-notice="${key}"]`, place).forEach((old) => old.remove());
    if (!text) return;
    const box = element("div", { class: `notice ${kind}`, "data-notice": key }, sign(kind === "ok" ? "check" : kind === "info" ? "info" : "alert"), element("div", { class: "grow" }, text));
    if (kind === "err") box.setAttribute("role", "alert");
    place.append(box);
  }

  // Puts words about a field beside it, or takes them away.
  function tell(input, text) {
    const field = input.closest(".field");
    if (!field || input.matches("fieldset")) return;
    const id = `${input.id}-error`;
    const others = (input.getAttribute("aria-describedby") || "").split(" ").filter((each) => each && each !== id);
    all(".msg", field).forEach((old) => old.remove());
    field.classList.toggle("bad", Boolean(text));
    if (text) {
      input.setAttribute("aria-invalid", "true");
      (input.closest(".with-suffix") || input).before(element("p", { class: "msg", id: id }, sign("alert"), element("span", {}, text)));
      others.push(id);
    } else input.removeAttribute("aria-invalid");
    if (others.length) input.setAttribute("aria-describedby", others.join(" "));
    else input.removeAttribute("aria-describedby");
  }

  const token = (form) => one("input[name=csrf_token]", form || document);

  function applyToken(value) {
    all("input[name=csrf_token]").forEach((input) => { input.value = value; });
  }

  // A page kept for an hour holds an old token: the same page fetched again brings a new one.
  async function freshToken() {
    const answer = await fetch(location.href, { credentials: "same-origin", cache: "no-store" });
    if (answer.redirected || !answer.ok) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = one("input[name=csrf_token]", page);
    if (!found) return false;
    applyToken(found.value);
    return true;
  }

  // Resolves to {status, data, signedOut}; rejects only when the network is away.
  async function send(url, body, headers, again) {
    const plain = body instanceof FormData;
    const sent = Object.assign({ Accept: "application/json", "X-CSRFToken": token() ? token().value : "" }, headers);
    if (!plain) sent["Content-Type"] = "application/json";
    if (plain && token()) body.set("csrf_token", token().value);
    const answer = await fetch(url, { method: "POST", credentials: "same-origin", headers: sent, body: plain ? body : JSON.stringify(body) });
    if (answer.status === 400 && !again && await freshToken()) return send(url, body, headers, true);
    const json = (answer.headers.get("Content-Type") || "").includes("json");
    return { status: answer.status, data: json ? await answer.json() : {}, signedOut: answer.status === 401 || answer.redirected };
  }

  const focused = () => { const box = one("[data-focus]"); if (box) box.focus(); };
  document.addEventListener("DOMContentLoaded", focused);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-print]");
    if (button) window.print();
  });
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    try {
      if (navigator.clipboard) await navigator.clipboard.writeText(button.dataset.copy);
      else copyOldWay(button.dataset.copy);
      toast(words("copied"));
    } catch (error) { toast(words("copyFailed")); }
  });
  function copyOldWay(text) {
    const area = element("textarea", { class: "vh", readonly: "" });
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    if (!done) throw new Error("copy");
  }

  return { one, all, words, element, sign, newKey, clock, net, toast, notice, send, tell };
}());

// Signing out, or any page seen signed out, leaves no page of the judge's room behind. Unsent sheets stay: they open only for their account.
(function () {
  "use strict";
  if (!window.caches) return;
  const clear = () => caches.delete("judge-pages");
  if (!("signedIn" in document.body.dataset) && !document.body.classList.contains("room-error")) clear();
  document.addEventListener("submit", (event) => { if (event.target.matches("[data-sign-out]")) clear(); });
}());
