import type { Plan } from '../../plan/plan.ts'
import type { GuardCode } from '../../plan/step.ts'

/**
 * What the person lets through by typing the number of people: that these are many, all at once and of late, which the page
 * has said in words before it asked. This is the only place where that is decided.
 *
 * Never by it: that what is remembered cannot be trusted (`state`), that too few would be left to administer (`admins`),
 * that somebody may only be missing from a directory (`leaver`), what nobody decided (`assets`), and the deletion of whole
 * accounts (`accounts`), which this page does not do.
 */
const byCount: ReadonlySet<GuardCode> = new Set(['per-run', 'small-scope', 'rolling'])

/**
 * The guards that are released for one workspace.
 *
 * @param isRight Whether an entry that means nobody here is right all the same: it means somebody in another workspace of
 * this preview, or the person has said that it is no slip. Only if all are, `typo` holds nothing here.
 */
export function released(
  { held, missing }: Pick<Plan, 'held' | 'missing'>,
  isRight: (entry: string) => boolean,
): readonly GuardCode[] {
  const codes = new Set(held.map(({ code }) => code))
  const isTypoRight = missing.every(({ entry }) => isRight(entry))
  return [...codes].filter((code) => byCount.has(code) || (code === 'typo' && isTypoRight))
}

/** The same of a plan that waits for a decision. */
export const releasedByCount = (codes: readonly GuardCode[]): readonly GuardCode[] =>
  codes.filter((code) => byCount.has(code))
