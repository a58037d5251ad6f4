import type { Journal } from '../journal/journal.ts'
import type { Plan } from '../plan/plan.ts'
import type { CallOptions } from '../user-admin.ts'
import type { AccessEvidence } from './access.ts'
import type { LeaversEvidence } from './form.ts'
import { type PlanById, sourceOf } from './telling.ts'

/** Every plan on which evidence rests, or which it names: each once, as far as it was kept. */
export async function* plansFor(
  evidence: LeaversEvidence | AccessEvidence,
  journal: Pick<Journal, 'rows'>,
  plan: PlanById,
  { signal }: CallOptions = {},
): AsyncGenerator<Plan> {
  const named = new Set(
    evidence.kind === 'leavers' ? evidence.rows.flatMap((row) => [row.plan ?? [], row.approvedPlan ?? []].flat()) : [],
  )
  const seen = new Set<string>()
  for await (const row of journal.rows({ signal })) {
    if (row.seq > (evidence.head?.count ?? 0)) return
    for (const id of [
      ...('plan' in row && row.plan !== undefined ? [row.plan] : []),
      ...('of' in row && row.of !== undefined ? [row.of] : []),
    ]) {
      if (seen.has(id)) continue
      seen.add(id)
      const found = await plan(id)
      if (found !== undefined && (named.has(id) || (evidence.kind === 'leavers' && sourceOf(found) !== undefined)))
        yield found
    }
  }
}
