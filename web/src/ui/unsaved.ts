/** Whether something typed in a form would be lost if it were closed now: what a box holds against what it held at first. */

/** What is searched for is no loss. */
const BOXES = 'form :is(textarea, select, input):not([type="search"], [role="combobox"], [type="radio"], [readonly])'

type Box = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

export function makeTyped() {
  /** By box, what it held when it first had the focus. */
  const before = new Map<Box, string>()

  return {
    note(target: EventTarget | null): void {
      if (!(target instanceof HTMLElement) || !target.matches(BOXES)) return
      const box = target as Box
      if (!before.has(box)) before.set(box, held(box))
    },
    isUnsaved(): boolean {
      return [...before].some(([box, atFirst]) => box.isConnected && held(box) !== atFirst)
    },
    forget(): void {
      before.clear()
    },
  }
}

function held(box: Box): string {
  return box instanceof HTMLInputElement && box.type === 'checkbox' ? String(box.checked) : box.value.trim()
}
