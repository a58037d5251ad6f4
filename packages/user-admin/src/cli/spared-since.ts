import { entries } from '../identity/identity.ts'
import { exemptions } from '../plan/exempt.ts'
import type { Plan } from '../plan/plan.ts'
import type { Policy } from '../plan/policy.ts'

/** Whom a policy protects, or exempts, by the words of it, that the policy of a plan did not: it may take from them. */
export function sparedSince({ policy: before }: Plan, { protect = [], exempt = [] }: Policy): readonly string[] {
  const spared = new Set([...before.protect, ...(before.exempt ?? []).map(({ person }) => person)].map(keyOf))
  const now = [...entries(protect), ...exemptions(exempt).map(({ person }) => person)]
  return now.flatMap((entry) =>
    spared.has(keyOf(entry)) ? [] : [entry.kind === 'domain' ? `@${entry.value}` : entry.value],
  )
}

const keyOf = ({ kind, value, also = '' }: Plan['policy']['protect'][number]): string => `${kind} ${value} ${also}`
