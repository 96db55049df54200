/** Arrow keys among many small controls of which only one is in the tab order. */
export interface Spot {
  row: number
  column: number
}

const WAYS: Record<string, [number, number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
}

/** The nearest spot in the key's direction; the same one where there is none, null for any other key. */
export function neighbour(spots: Spot[], at: number, key: string): number | null {
  const here = spots[at]
  const way = WAYS[key]
  if (!here || !way) return key === 'Home' ? 0 : key === 'End' ? spots.length - 1 : null
  const [down, right] = way
  let best = at
  let least = Number.POSITIVE_INFINITY
  spots.forEach((spot, index) => {
    const ahead = (spot.row - here.row) * down + (spot.column - here.column) * right
    const aside = Math.abs((spot.row - here.row) * right) + Math.abs((spot.column - here.column) * down)
    const cost = ahead + aside * 8
    if (ahead > 0 && cost < least) {
      least = cost
      best = index
    }
  })
  return best
}

/** A `keydown` listener for a container whose controls carry `data-row` and `data-column`. */
export function rove(event: KeyboardEvent): void {
  if (event.altKey || event.ctrlKey || event.metaKey || !(event.currentTarget instanceof HTMLElement)) return
  const controls = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-row]')]
  const spots = controls.map((one) => ({ row: Number(one.dataset.row), column: Number(one.dataset.column) }))
  const next = neighbour(spots, controls.indexOf(event.target as HTMLElement), event.key)
  if (next === null) return
  event.preventDefault()
  for (const control of controls) control.tabIndex = -1
  const target = controls[next]
  if (!target) return
  target.tabIndex = 0
  target.focus()
}
