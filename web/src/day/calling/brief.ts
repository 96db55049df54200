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
  return sentences.slice(0, LINES).map((one) => cutTo(one, LETTERS))
}

/** So many letters of a text, with … where there are more. */
export function cutTo(text: string, letters: number): string {
  return [...text].length > letters ? `${[...text].slice(0, letters - 1).join('')}…` : text
}
