/** What was told of a matter, as few short lines. Pure. */

/** What the petitioner told, a sentence a line. */
export function sentencesOf(summary: string): string[] {
  return summary
    .split(/(?<=[。！？；!?;\n])/u)
    .map((one) => one.trim())
    .filter(Boolean)
}

const LINES = 3
const LETTERS = 60

/** The first three of what was told, each cut to about a line. */
export function shortened(sentences: string[]): string[] {
  const cut = (one: string) => ([...one].length > LETTERS ? `${[...one].slice(0, LETTERS - 1).join('')}…` : one)
  return sentences.slice(0, LINES).map(cut)
}
