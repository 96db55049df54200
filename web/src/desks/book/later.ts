/** Parts of the page that few need: fetched when they are shown, again and again while the line is cut. */
import { type Component, defineAsyncComponent } from 'vue'

const PAUSE = 3_000

export function later<T extends Component>(loader: () => Promise<{ default: T }>): T {
  return defineAsyncComponent<T>({ loader, onError: (_problem, retry) => setTimeout(retry, PAUSE) })
}
