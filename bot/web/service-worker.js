/** Keeps the page and the contacts, no conversation, for an outage: not yet on a first visit. */

const HERE = new URL("./", location).href;
const PREFIX = `travel-assistant ${HERE} `; // a host may have several pages
const CACHE = `${PREFIX}{version}`; // the server puts in a hash of the files
const CONTACTS = `${HERE}webhooks/web/emergency`;
const KEPT = [
  CONTACTS,
  HERE,
  `${HERE}webhooks/web/assets/chat.css`,
  `${HERE}webhooks/web/assets/chat.js`,
  `${HERE}webhooks/web/assets/icon.svg`,
];
const PATIENCE_MS = 3000; // how long the network may take
const LESS_PATIENCE_MS = 300; // and how long after it was late

let patience = PATIENCE_MS;

addEventListener("install", (event) => event.waitUntil(fill()));
addEventListener("activate", (event) => event.waitUntil(takeOver()));

addEventListener("fetch", (event) => {
  const { request } = event;
  const address = request.url.replace(/[?#].*/, "");
  if (request.method !== "GET" || !KEPT.includes(address)) return;
  const fresh = fetch(request);
  event.respondWith(newest(address, fresh));
  event.waitUntil(fresh.then((response) => note(address, response.clone())).catch(() => {}));
});

/** Copy all or nothing, and begin at once. */
async function fill() {
  const cache = await caches.open(CACHE);
  await cache.addAll(KEPT.map((address) => new Request(address, { redirect: "error" })));
  await skipWaiting();
}

async function takeOver() {
  for (const name of await caches.keys()) {
    if (name.startsWith(PREFIX) && name !== CACHE) await caches.delete(name);
  }
  await clients.claim();
}

/** Return the network's answer, or the copy if it fails or is late. */
async function newest(address, fresh) {
  const copy = await caches.match(address, { cacheName: CACHE });
  if (!copy) return fresh;
  const late = new Promise((resolve) => setTimeout(resolve, patience));
  const response = await Promise.race([fresh, late]).catch(() => copy);
  if (!response) patience = LESS_PATIENCE_MS;
  return response?.status < 500 ? response : copy;
}

/** Keep the contacts, however late they came. */
async function note(address, response) {
  patience = PATIENCE_MS;
  if (address !== CONTACTS || !response.ok) return;
  const cache = await caches.open(CACHE);
  await cache.put(address, response);
}
