import { onMounted, onUnmounted } from 'vue'

/** A tick or a choice of few is no writing. */
const WRITES = 'textarea, select, input:not([type="radio"], [type="checkbox"])'

/** Single keys for a whole page. They rest while someone types, while a sheet is open, and under Ctrl, Alt or Meta; Enter
 * is the control's own where one has the focus. */
export function useKeys(keys: Record<string, (event: KeyboardEvent) => void>): void {
  function pressed(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return
    if (event.key === 'Enter' && isControl(event.target)) return
    if (document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]')) return
    const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key]
    if (!act) return
    event.preventDefault()
    act(event)
  }
  onMounted(() => document.addEventListener('keydown', pressed))
  onUnmounted(() => document.removeEventListener('keydown', pressed))
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches(WRITES))
}

function isControl(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('button, a, summary, [role="button"]') !== null
}
