// Pages of the judge's room, or of reports from the site, and the files they need, kept for a lost connection.
// Registered with that room as its scope, so pages of other rooms never come here. The network is asked first; what is
// kept is only the fallback.
const PAGES = "judge-pages";
const FILES = "judge-files";
const PATIENCE = 4000;

self.addEventListener("install", (event) => event.waitUntil(self.skipWaiting()));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const isPage = (response) => response.ok && !response.redirected && (response.headers.get("Content-Type") || "").startsWith("text/html");
const inRoom = (url) => url.startsWith(self.registration.scope);
const isFile = (url) => url.startsWith(self.location.origin + "/static/");

async function keepPage(request, response) {
  const cache = await caches.open(PAGES);
  if (isPage(response)) await cache.put(request.url, response);
  else if (response.redirected || response.status === 401 || response.status === 404) await cache.delete(request.url);
}

async function page(request) {
  const kept = await (await caches.open(PAGES)).match(request.url);
  const asked = fetch(request).then(async (response) => {
    await keepPage(request, response.clone());
    return response;
  });
  if (!kept) return asked;
  const patience = new Promise((resolve) => setTimeout(() => resolve(kept), PATIENCE));
  return Promise.race([asked.catch(() => kept), patience]);
}

// A photo never changes; those of a list are few and small, and go with the pages.
async function picture(request) {
  const kept = await (await caches.open(PAGES)).match(request.url);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok && request.url.includes("size=small")) await (await caches.open(PAGES)).put(request.url, response.clone());
  return response;
}

async function file(request) {
  const cache = await caches.open(FILES);
  const kept = await cache.match(request.url);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) await cache.put(request.url, response.clone());
  return response;
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate" && inRoom(request.url)) event.respondWith(page(request));
  else if (request.destination === "image" && inRoom(request.url)) event.respondWith(picture(request));
  else if (isFile(request.url)) event.respondWith(file(request));
});

// The first visit is not controlled yet: the page names itself and its files.
async function keep(message) {
  const files = await caches.open(FILES);
  for (const url of message.files.filter(isFile)) {
    if (!(await files.match(url))) await files.add(url);
  }
  const old = (await files.keys()).filter((request) => !message.files.includes(request.url));
  if (old.length > 60) await Promise.all(old.map((request) => files.delete(request)));
  const pages = await caches.open(PAGES);
  for (const page of (message.pages || [message.page]).filter(inRoom)) {
    if (!(await pages.match(page))) await keepPage(new Request(page), await fetch(page, { credentials: "same-origin" }));
  }
}

self.addEventListener("message", (event) => {
  if (event.data.kind === "keep") event.waitUntil(keep(event.data));
  if (event.data.kind === "forget") event.waitUntil(caches.delete(PAGES));
});
