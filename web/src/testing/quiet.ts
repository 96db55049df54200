/** A live line on which nothing is ever said: for pages whose feed is not what the test is about. */
class QuietSocket {
  onopen: (() => void) | null = null
  onmessage: ((event: { data: string }) => void) | null = null
  onclose: (() => void) | null = null
  send(): void {}
  close(): void {}
}

export function quietLine(): void {
  globalThis.WebSocket = QuietSocket as unknown as typeof WebSocket
}
