/** When the desk looks up by itself: every ten seconds, when it is looked at again, and when the browser is on line. */

const HEARTBEAT = 10_000

export interface Beats {
  onBeat: () => void
  onLook: () => void
  onOnline: () => void
  onOffline: () => void
}

/** Gives what stops it. `onLook` is called only while the page is seen. */
export function startBeating({ onBeat, onLook, onOnline, onOffline }: Beats): () => void {
  const stopping = new AbortController()
  const { signal } = stopping
  const look = () => document.visibilityState === 'visible' && onLook()
  const timer = setInterval(() => {
    look()
    onBeat()
  }, HEARTBEAT)
  addEventListener('online', onOnline, { signal })
  addEventListener('offline', onOffline, { signal })
  document.addEventListener('visibilitychange', look, { signal })
  return () => {
    clearInterval(timer)
    stopping.abort()
  }
}
