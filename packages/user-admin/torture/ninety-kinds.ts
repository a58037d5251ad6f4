import type { LeaverRow, LeaversEvidence } from '../src/evidence/form.ts'
import { day, type Human, type Kind } from './ninety-company.ts'

/** What the last evidence says of one leaver in a place that they had a way into, at least four days after they left. */
type Expected = (row: LeaverRow, human: Human) => boolean

const isOut: Expected = ({ verdict }) => verdict === 'met' || verdict === 'late'
const isUnknown: Expected = ({ verdict }) => verdict === 'not-covered'

const expected: Readonly<Record<Kind, Expected>> = {
  disabled: isOut,
  deleted: isOut,
  renamed: isOut,
  'second address': isOut,
  'personal address': isUnknown,
  'invited only': isOut,
  suspended: isOut,
  'idp team': (row, human) => (row.target === 'science' ? row.verdict === 'remains' : isOut(row, human)),
  // Whether the identity provider has let go of them is for the judge of who can enter.
  'scim re-adds': (row, human) => row.target === 'marketing' || isOut(row, human),
  'system role': isOut,
  'deployment role': isOut,
  'sole admin': isOut,
  'laid off': (row, human) => isOut(row, human) && (row.target !== 'analytics' || isByAna(row, human)),
  'no token': (row, human) => (row.target === 'vault' ? isUnknown(row, human) : isOut(row, human)),
}

/** Four of them work for somebody else and are in another plan, of so few that no guard holds it. */
const isByAna = ({ approvedBy, approval, ticket, approvedPlan }: LeaverRow, { part }: Human): boolean =>
  part === 'contractors' ||
  (approvedBy === 'ana' && approval === 'earlier' && ticket === 'HR-1' && approvedPlan !== undefined)

/** Whatever the evidence says of a kind of leaver that is not as it should be, a sentence each. */
export function unlikeTheirKind(
  { rows, madeAt }: LeaversEvidence,
  company: readonly Human[],
): { readonly judged: number; readonly wrong: readonly string[] } {
  const heirs = new Set(company.flatMap(({ hired, mail }) => (hired === undefined ? [] : [mail])))
  const about = company.flatMap((human) => {
    const { kind, leaves = Number.POSITIVE_INFINITY, accounts } = human
    if (kind === undefined || leaves > Date.parse(madeAt) - 4 * day || heirs.has(human.mail)) return []
    const own = new Set<string>(kind === 'personal address' ? [''] : accounts.map(({ place }) => place))
    return rows
      .filter(({ person, target }) => person.source === human.source && person.id === human.id && own.has(target))
      .map((row) => ({ row, human, kind }))
  })
  const wrong = about.filter(({ row, human, kind }) => !expected[kind](row, human))
  return {
    judged: about.length,
    wrong: wrong.map(
      ({ row, kind }) => `${row.email} (${kind}) in ${row.target || 'no target'}: ${row.verdict}, ${row.why}`,
    ),
  }
}
