/** A sentence with its {slots} filled, for pages that bring their own few words. */
export function filled(sentence: string, slots: Record<string, string | number>): string {
  return sentence.replaceAll(/\{(\w+)\}/g, (_, slot: string) => String(slots[slot] ?? ''))
}
