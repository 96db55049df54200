import { onMounted, onUnmounted } from 'vue'
import { store } from '../storage'
import { firstTheme, wear } from '../theme'

/** A desk with a look of its own, for as long as it is open: always light, and with its own sizes of type (`ui/dress.css`). */
export function useDress(desk: 'leader' | 'room'): void {
  const root = document.documentElement
  onMounted(() => {
    root.dataset.desk = desk
    wear(root, 'light')
  })
  onUnmounted(() => {
    delete root.dataset.desk
    wear(root, firstTheme(store))
  })
}
