import { onMounted, onUnmounted } from 'vue'
import { isPress, isWriting } from './press'

/** Hears every press of a key on the page, once however long it is held; `act` tells whether the key was its own. */
export function usePresses(act: (event: KeyboardEvent) => boolean): void {
  function pressed(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey || !isPress(event)) return
    if (act(event)) event.preventDefault()
  }
  onMounted(() => document.addEventListener('keydown', pressed))
  onUnmounted(() => document.removeEventListener('keydown', pressed))
}

/** Single keys for a whole page. They rest while someone types, while a sheet is open, and under Ctrl, Alt or Meta; Enter
 * is the control's own where one has the focus. */
export function useKeys(keys: Record<string, (event: KeyboardEvent) => void>): void {
  usePresses((event) => {
    if (isWriting(event.target) || (event.key === 'Enter' && isControl(event.target))) return false
    if (document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]')) return false
    const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key]
    act?.(event)
    return act !== undefined
  })
}

function isControl(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('button, a, summary, [role="button"]') !== null
}
