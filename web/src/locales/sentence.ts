import type { ComposerTranslation } from 'vue-i18n'
import { Problem } from '../api'

/** What stands in the way, in a sentence: the server's own, or ours where it said none. */
export function sentenceOf(problem: unknown, t: ComposerTranslation): string {
  if (!(problem instanceof Problem)) throw problem
  if (problem.status === 0) return t('shell.problem.no_line')
  const said = problem.message || t('shell.problem.internal', { code: problem.code })
  return problem.retryAfter === null ? said : `${said} ${t('shell.problem.wait', { seconds: problem.retryAfter })}`
}
