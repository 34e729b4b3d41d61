// Opens the log without reception. It keeps the empty shell of the log and the static files that the shell names,
// and nothing else: no page with anything of a client ever lies in this cache.
"use strict";

const CACHE = "carelane-phone";
const SHELL = "/phone/";
const LANGUAGE = new URL(self.location).searchParams.get("lang") ?? "en"; // another language is another worker
const STATIC = "/static/";
const LOG = /^\/clients\/[0-9a-f-]{36}\/sessions\/[0-9a-f-]{36}\/log\/$/;
const PLAIN = ["plain", "q", "open"]; // what leads to the plain forms (sessions_log/offline/shell.py)
const NAMED = /\/static\/[^"'\s<>?#]+/g;
const HASHED = /\.[0-9a-f]{12}\.[a-z0-9]+$/; // such a file never changes
const PATIENCE = 8000;

self.addEventListener("install", (event) => {
  event.waitUntil(refresh().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(self.clients.claim());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(isLog(url) ? shell(event) : page(event));
  else if (url.pathname.startsWith(STATIC)) event.respondWith(file(request));
});

function isLog(url) {
  if (url.pathname === SHELL) return true;
  return LOG.test(url.pathname) && !PLAIN.some((name) => url.searchParams.has(name));
}

/** The shell from the cache at once; a newer one is fetched for the next time. */
async function shell(event) {
  const cached = await cachedShell();
  if (!cached) return fetch(event.request);
  event.waitUntil(refresh().catch(() => {})); // without reception the old one stays
  return cached;
}

async function cachedShell() {
  return (await caches.open(CACHE)).match(SHELL);
}

/** Any other page comes from the network; where it fails, the shell says so and shows what the phone has. */
async function page(event) {
  const cached = await cachedShell();
  if (!cached) return fetch(event.request);
  const fromServer = fetch(event.request).catch(() => cached);
  let isHere = false;
  fromServer.then(() => {
    isHere = true;
  });
  return Promise.race([fromServer, silence(() => isHere).then(() => cached)]);
}

/** Resolves once the server has been silent for long: a page that takes its time is still waited for. */
async function silence(isOver) {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, PATIENCE));
    if (isOver()) return;
    try {
      await fetch("/healthz", { cache: "no-store", credentials: "omit", signal: AbortSignal.timeout(PATIENCE) });
    } catch {
      return;
    }
  }
}

async function file(request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(request, { ignoreVary: true })) ?? fetch(request);
}

/** Fetches the shell and what it names; the new shell takes the old one's place once all of it is here. */
async function refresh() {
  const answer = await fetch(`${SHELL}?lang=${LANGUAGE}`, { cache: "no-store", credentials: "omit", redirect: "error" });
  if (!answer.ok) throw new Error(`The shell answers ${answer.status}.`);
  const named = new Set((await answer.clone().text()).match(NAMED));
  const cache = await caches.open(CACHE);
  await keepFiles(cache, named);
  await cache.put(SHELL, answer);
  for (const { url } of await cache.keys()) {
    const { pathname } = new URL(url);
    if (pathname !== SHELL && !named.has(pathname)) await cache.delete(url);
  }
}

async function keepFiles(cache, named) {
  const missing = [];
  for (const path of named) {
    if (!HASHED.test(path) || !(await cache.match(path, { ignoreVary: true }))) missing.push(new Request(path, { redirect: "error" }));
  }
  await cache.addAll(missing);
}
