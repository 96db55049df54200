/**
 * The focus never falls to nowhere. When what had it is gone, the nearest thing that is left has it; on a new page,
 * what the page marks with `data-home`. Who puts the focus aside by a click on the ground is left alone.
 */
import { steady } from '../steady'

const CONTROLS = ['a[href]', 'button', 'input', 'select', 'textarea', '[tabindex]']
const CONTROL = CONTROLS.map((one) => `${one}:not([disabled], [tabindex="-1"])`).join()
/** What a control belongs to, from the inside out. */
const BELONGS = 'li, fieldset, [role="toolbar"], form, [role="dialog"], aside, section'
const HOME = '[data-home]'
const FLOATING = '[role="dialog"], [role="alertdialog"], [role="menu"]'
/** A button that rests while its work is done comes back sooner than this (ms). */
const RESTS = 600

export function keepFocus(page: Document): void {
  let had: HTMLElement | null = null
  let around: HTMLElement[] = []
  let goneAt: number | null = null
  /** Where a page let it begin, as long as it stays there: a better beginning may still appear. */
  let begun: HTMLElement | null = null
  let soon: ReturnType<typeof setTimeout> | undefined

  function note({ target }: FocusEvent): void {
    if (!(target instanceof HTMLElement)) return
    had = target
    around = belongingsOf(target)
    goneAt = null
    if (target !== begun) begun = null
  }

  function look(): void {
    const at = page.activeElement
    if (had && !isThere(had)) goneAt ??= steady()
    if (at instanceof HTMLElement && at !== page.body && isThere(at)) {
      if (at === begun) begin()
    } else if (!had) begin()
    else if (goneAt !== null) restore(had, goneAt)
  }

  function restore(lost: HTMLElement, since: number): void {
    if (isThere(lost)) lost.focus()
    else if (lost.isConnected && steady() - since < RESTS) lookIn(RESTS)
    else if (!page.querySelector(FLOATING)) {
      const near = nearest(around)
      if (near) near.focus()
      else begin(page.querySelector<HTMLElement>('#content[tabindex]'))
    }
  }

  function begin(otherwise: HTMLElement | null = null): void {
    const home = homeOf(page) ?? otherwise
    if (!home || home === page.activeElement || page.querySelector(FLOATING)) return
    begun = home
    home.focus()
  }

  function lookIn(ms: number): void {
    clearTimeout(soon)
    soon = setTimeout(look, ms)
  }

  page.addEventListener('focusin', note)
  // A task later: a sheet that closes gives the focus back by itself.
  new MutationObserver(() => lookIn(0)).observe(page.body, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ['class', 'disabled', 'hidden'],
  })
}

function belongingsOf(control: HTMLElement): HTMLElement[] {
  const found: HTMLElement[] = []
  for (let at = control.closest<HTMLElement>(BELONGS); at; at = at.parentElement?.closest<HTMLElement>(BELONGS) ?? null)
    found.push(at)
  return found
}

function isThere(one: Element): boolean {
  return one.isConnected && !one.matches(':disabled') && one.checkVisibility()
}

function firstIn(place: HTMLElement): HTMLElement | null {
  return [...place.querySelectorAll<HTMLElement>(CONTROL)].find(isThere) ?? null
}

function nearest(around: HTMLElement[]): HTMLElement | null {
  for (const place of around) {
    const found = place.isConnected ? firstIn(place) : null
    if (found) return found
  }
  return null
}

/** The innermost, last home of a page: a marked control, or the first control in what is marked. */
function homeOf(page: Document): HTMLElement | null {
  const homes = [...page.querySelectorAll<HTMLElement>(HOME)].reverse()
  for (const home of homes) {
    const found = home.matches('[tabindex], a, button, input') ? home : firstIn(home)
    if (found && isThere(found)) return found
  }
  return null
}
