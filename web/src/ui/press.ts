/**
 * One press, one act. A key that is held repeats itself, a double click is two clicks, and keys belong to an input
 * method while it composes: none of these is another press. One guard for the whole page, before any control sees it.
 */

/** Keys that move the focus, the caret or the page may repeat: they do nothing that could be done twice. */
const MOVES = new Set(['Tab', 'Home', 'End', 'PageUp', 'PageDown', 'ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'])
/** A tick or a choice of few is no writing. */
const WRITES = 'textarea, select, input:not([type="radio"], [type="checkbox"])'
const CLICKED = 'button, a, summary, [role="button"], [role="menuitem"]'

/** An input method is at work: older browsers say so by the key code 229 alone, also of the Enter that ends it. */
export function isComposing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229
}

/** Whether a key acts: not one that is held, and not one that an input method takes. */
export function isPress(event: KeyboardEvent): boolean {
  return !event.repeat && !isComposing(event)
}

export function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches(WRITES))
}

export function guardPresses(page: Window): void {
  /** The first event of each key that is down. */
  const down = new Map<string, KeyboardEvent>()

  page.addEventListener(
    'keydown',
    (event) => {
      if (isComposing(event)) return event.stopImmediatePropagation()
      if (!event.repeat) down.set(event.key, event)
      else if (!mayRepeat(event)) swallow(event)
    },
    { capture: true },
  )
  page.addEventListener(
    'keyup',
    (event) => {
      const pressed = down.get(event.key)
      down.delete(event.key)
      // Buttons act when the space comes up: only the one on which it went down, and only if nothing else took it.
      if (event.key === ' ' && pressed && (pressed.defaultPrevented || pressed.target !== event.target)) {
        event.preventDefault()
      }
    },
    { capture: true },
  )
  page.addEventListener(
    'click',
    (event) => {
      if (event.detail > 1 && event.target instanceof Element && event.target.closest(CLICKED)) swallow(event)
    },
    { capture: true },
  )
}

/** Text may be typed and deleted with a held key; Enter there submits a form, Shift+Enter only begins a line. */
function mayRepeat(event: KeyboardEvent): boolean {
  if (MOVES.has(event.key) || event.ctrlKey || event.altKey || event.metaKey) return true
  if (event.key === 'Escape' || !isWriting(event.target)) return false
  return event.key !== 'Enter' || event.shiftKey
}

function swallow(event: Event): void {
  event.preventDefault()
  event.stopImmediatePropagation()
}
