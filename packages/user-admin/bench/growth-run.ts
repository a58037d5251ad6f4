import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { applyPlan } from '../src/apply/apply.ts'
import { announced } from '../src/change.ts'
import { keepOnly } from '../src/plan/goal.ts'
import { makePlan } from '../src/plan/plan.ts'
import { summarise } from '../src/plan/summarise.ts'
import { memoryState } from '../src/state/memory.ts'
import { openState } from '../src/state/open.ts'
import type { Change, ChangeOptions, Member, UserAdmin, UserRef } from '../src/user-admin.ts'

// Clears a scope that is made up as it is asked for, and prints what each part took: growth-run.ts <people> <none|memory|open>
const count = Number(process.argv[2])
const kind = process.argv[3] ?? 'none'
const gone = new Uint8Array(count)
const email = (index: number): string => `person.${index}@example.edu`

/** With a record of the system's own, as AAC shows one. */
const person = (index: number): Member => ({
  id: `id${index}`,
  email: email(index),
  aliases: [],
  name: `Person ${index}`,
  status: 'active',
  roles: ['viewer'],
  admin: false,
  access: [{ via: 'direct', role: 'viewer', managedBy: 'here' }],
  mark: `mark${index}`,
  native: {
    id: index,
    email: email(index),
    firstName: 'Person',
    lastName: String(index),
    state: 'active',
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-01T00:00:00.000Z',
    policies: [{ id: 1, name: 'viewer', tag: 'workspace_viewer' }],
  },
})
const at = ({ id, email: address = '' }: UserRef): number => Number(/\d+/.exec(id ?? address)?.[0] ?? Number.NaN)
const found = (ref: UserRef): Member | undefined => {
  const index = at(ref)
  return index < count && gone[index] === 0 ? person(index) : undefined
}

const unused = async (): Promise<Change> => ({ outcome: 'unchanged' })
const admin: UserAdmin & { suspend: typeof unused; reinstate: typeof unused } = {
  scope: {
    system: 'aac',
    kind: 'workspace',
    origin: 'https://us1.alteryxcloud.com',
    id: '41877',
    name: 'spring-class',
  },
  roleModel: 'many',
  whoAmI: async () => ({ id: 'me', kind: 'person', email: 'me@example.edu' }),
  roles: async () => [{ id: 'viewer', name: 'Viewer', admin: false }],
  async *list() {
    for (let index = 0; index < count; index += 1) if (gone[index] === 0) yield person(index)
  },
  get: async (ref) => found(ref),
  remove: async (ref: UserRef, options?: ChangeOptions) => {
    const before = found(ref)
    if (before === undefined) return { outcome: 'unchanged' }
    await announced(options, before)
    gone[at(ref)] = 1
    options?.onRequest?.(`request-${before.id}`)
    return { outcome: 'done' }
  },
  invite: unused,
  setRoles: unused,
  suspend: unused,
  reinstate: unused,
}

globalThis.gc?.()
let heap = 0
const timer = setInterval(() => {
  heap = Math.max(heap, process.memoryUsage().heapUsed)
}, 20)
const seconds: Record<string, number> = {}
async function timed<T>(name: string, work: () => T | Promise<T>): Promise<T> {
  const began = performance.now()
  const answer = await work()
  seconds[name] = (performance.now() - began) / 1_000
  heap = Math.max(heap, process.memoryUsage().heapUsed)
  return answer
}

const folder = mkdtempSync(join(tmpdir(), 'user-admin-growth-'))
try {
  const state = kind === 'open' ? await openState({ folder }) : kind === 'memory' ? memoryState() : undefined
  const plan = await timed('plan', () => makePlan(admin, keepOnly('only-me'), { state }))
  const release = ['per-run', 'rolling', 'admins', 'assets'] as const
  const report = await timed('apply', () =>
    applyPlan(admin, plan, { approve: { id: plan.id, by: 'me' }, release, state, concurrency: 64 }),
  )
  const text = await timed(
    'report',
    () => summarise(report, { format: 'markdown' }) + summarise(plan, { format: 'markdown' }),
  )
  state?.close()
  if (report.counts.done !== count || report.left?.length !== 0)
    throw new Error(JSON.stringify([report.counts, report.results[0]]))
  console.log(JSON.stringify({ seconds, heap: heap / 2 ** 20, letters: text.length }))
} finally {
  clearInterval(timer)
  rmSync(folder, { recursive: true })
}
