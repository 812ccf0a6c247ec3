// Between the pages and the line: what was asked to be kept is read without it. Nothing private is ever kept here:
// every copy is the page that a visitor sees, fetched without the person's session.
"use strict";
const LANG = new URL(location).searchParams.get("l") || "fr";
const ROOT = new URL(registration.scope).pathname.slice(0, -1);  // the path that the site may live under
const under = (paths) => paths.map((path) => ROOT + path);
const STILL = under(["/static/house.css", "/static/house.js", "/static/img/icons.svg", "/static/img/favicon.svg"]);
const SHELL = ["shell", LANG, ...STILL].join(" "), KEPT = "kept";
const [AWAY, WRITE, FOLLOWED] = under(["/hors-ligne", "/propositions/nouvelle/need", "/nouvelles/hors-ligne"]);

// The visitor's page, marked as a copy; gone from here when it is gone from the site.
async function copy(cache, path, notice = "") {
  const answer = await fetch(path, { credentials: "omit", cache: "no-cache", headers: { "Accept-Language": LANG } });
  if (answer.status >= 500) return;
  if (!answer.ok || answer.redirected) return cache.delete(path);
  const text = (await answer.text()).replace("<html ", "<html data-copy ")
    .replace(/<div id="news"[^>]*>/, (news) => news + notice);
  const headers = { "Content-Type": "text/html; charset=utf-8" };
  headers["Content-Security-Policy"] = answer.headers.get("Content-Security-Policy");
  await cache.put(path, new Response(text, { headers }));
}

async function shell() {
  const cache = await caches.open(SHELL);
  await cache.addAll(STILL);
  for (const path of [AWAY, WRITE]) await copy(cache, path);
}

// The list is the person's; whoever has no session any more keeps nothing.
async function keep() {
  const answer = await fetch(FOLLOWED, { cache: "no-store" });
  if (answer.status >= 500) return;
  if (!answer.ok || answer.redirected) return caches.delete(KEPT);
  const { pages, notice } = await answer.json(), cache = await caches.open(KEPT);
  for (const path of pages) await copy(cache, path, notice);
  for (const { url } of await cache.keys()) {
    const path = new URL(url).pathname;
    if (!pages.includes(path)) await cache.delete(path);
  }
}

// A file's name says its content: the first one found is the right one; another version is better than none.
async function still(request, path) {
  const cache = await caches.open(SHELL), plain = (name) => name.replace(/\.[0-9a-f]{12}\./, ".");
  const found = await cache.match(path, { ignoreVary: true });
  if (found) return found;
  try {
    const answer = await fetch(request);
    if (answer.ok) await cache.put(path, answer.clone());
    return answer;
  } catch {
    const near = (await cache.keys()).find(({ url }) => plain(new URL(url).pathname) === plain(path));
    return (near && await cache.match(near, { ignoreVary: true })) || Response.error();
  }
}

async function page(event, path) {
  try {
    return (await event.preloadResponse) || (await fetch(event.request));
  } catch {
    const kept = await caches.match(path, { cacheName: KEPT });
    return kept || (await caches.match(path, { cacheName: SHELL })) || (await caches.match(AWAY)) || Response.error();
  }
}

addEventListener("install", (event) => event.waitUntil(shell().then(() => skipWaiting())));

addEventListener("activate", (event) => event.waitUntil((async () => {
  const old = (await caches.keys()).filter((name) => ![SHELL, KEPT].includes(name));
  await Promise.all(old.map((name) => caches.delete(name)));
  if (registration.navigationPreload) await registration.navigationPreload.enable();
  await clients.claim();
})()));

addEventListener("fetch", (event) => {
  const { request } = event, { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (pathname.startsWith(`${ROOT}/static/`)) event.respondWith(still(request, pathname));
  else if (request.mode === "navigate") event.respondWith(page(event, pathname));
});

// "keep": begin, or begin again. "renew": once a day, what is there already.
addEventListener("message", (event) => event.waitUntil((async () => {
  const wanted = event.data === "keep" || await caches.has(KEPT);
  try {
    if (event.data === "renew") await shell();
    if (wanted) await keep();
    event.source.postMessage("done");
  } catch {
    event.source.postMessage("cut");
  }
})()));
