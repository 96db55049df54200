/** Light or dark, kept for the next visit. */
import type { Store } from './storage'

export type Theme = 'light' | 'dark'
const KEPT_AS = 'reception.theme'

export function firstTheme(storage: Store): Theme {
  return storage.getItem(KEPT_AS) === 'dark' ? 'dark' : 'light'
}

export function keepTheme(storage: Store, theme: Theme): void {
  storage.setItem(KEPT_AS, theme)
}

export function wear(root: HTMLElement, theme: Theme): void {
  root.dataset.theme = theme
}
