/*
 * The petitioner's phone without a line: the page and its files as they last came, and the ticket as it last was, marked
 * so that the page says of when it is. With a line everything comes from the server, so no old page is ever shown.
 */
const KEPT = 'ticket'
const PATIENCE = 8000
const MOST = 40

addEventListener('install', () => skipWaiting())
addEventListener('activate', (event) => event.waitUntil(clients.claim()))
addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== location.origin) return
  const ticket = url.pathname.startsWith('/api/tickets/')
  const file = /^\/(assets\/|icon\.svg$|boot\.js$)/.test(url.pathname)
  if (request.mode === 'navigate') event.respondWith(freshOrKept(event, '/t'))
  else if (ticket || file) event.respondWith(freshOrKept(event, request, ticket))
})

async function freshOrKept(event, name, marked = false) {
  const cache = await caches.open(KEPT)
  try {
    const answer = await fetch(event.request, { signal: AbortSignal.timeout(PATIENCE) })
    if (answer.ok) event.waitUntil(keep(cache, name, answer.clone()))
    return answer
  } catch (cut) {
    const kept = await cache.match(name)
    if (!kept) throw cut
    return marked ? markedAsKept(kept) : kept
  }
}

/** What was kept first goes first: a phone keeps a few tickets, not all there ever were. */
async function keep(cache, name, answer) {
  await cache.put(name, answer)
  const names = await cache.keys()
  await Promise.all(names.slice(0, Math.max(0, names.length - MOST)).map((old) => cache.delete(old)))
}

async function markedAsKept(kept) {
  const headers = new Headers(kept.headers)
  headers.set('X-Kept', 'yes')
  return new Response(await kept.blob(), { status: 200, headers })
}
