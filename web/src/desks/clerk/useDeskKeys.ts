/** Keys of the desk. Digits and space rest while a field or a list has the focus; the F keys never write anything. */

import { KEYED_CATEGORIES } from '../../day/arrival/names'
import { KEYED } from '../../day/outcome/outcome'
import { usePresses } from '../../ui/keys'
import { isWriting } from '../../ui/press'

export interface DeskKeys {
  /** Nothing floats over the desk. */
  awake: () => boolean
  column: () => void
  outcome: (code: string) => boolean
  category: (code: string) => boolean
  callNext: () => void
  answer: () => void
  /** Prints the notice of the outcome that is shown; nothing where none is. */
  notice: () => void
  /** Fills the form with the first pre-registration that is shown. */
  booked: () => boolean
}

export function useDeskKeys(keys: DeskKeys): void {
  /** Whether the key was one of ours. */
  function meant({ key, target }: KeyboardEvent): boolean {
    if (key === 'F6') {
      keys.column()
      return true
    }
    if (key === 'F8') {
      keys.answer()
      return true
    }
    if (key === 'F9') {
      keys.notice()
      return true
    }
    if (key === 'F7') {
      keys.booked() // also where nothing is shown: elsewhere the key asks about caret browsing
      return true
    }
    const outcome = KEYED[['F1', 'F2', 'F3', 'F4'].indexOf(key)]
    if (outcome) return keys.outcome(outcome)
    if (key === ' ' && !usesSpace(target)) {
      keys.callNext()
      return true
    }
    const category = KEYED_CATEGORIES[['1', '2', '3', '4', '5', '6'].indexOf(key)]
    return category !== undefined && !isWriting(target) && keys.category(category)
  }

  usePresses((event) => keys.awake() && meant(event))
}

/** The space belongs to text boxes, ticks and buttons; on a line of the queue (opened by Enter) it calls the next. */
function usesSpace(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.matches('textarea, select, input, button:not([data-matter]), a, [role="menuitem"]')
  )
}
