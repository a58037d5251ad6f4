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
import { springClass } from './spring-class.ts'

// Clears scopes that are made up as they are asked for, one of so many people between many of 1,000, and prints what each
// part costs for a person in both, in microseconds of the processor; how long the large one took in all, in seconds; and the
// most heap in use: growth-run.ts <people> <none|memory|open>
const [, , people = '1000', kind = 'none'] = process.argv
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
const unused = async (): Promise<Change> => ({ outcome: 'unchanged' })

/** Of so many people, each made anew for whoever looks: nothing of them is kept here. */
function scopeOf(count: number): UserAdmin {
  const gone = new Uint8Array(count)
  const at = ({ id, email: address = '' }: UserRef): number => Number(/\d+/.exec(id ?? address)?.[0] ?? count)
  const found = (ref: UserRef): Member | undefined => {
    const index = at(ref)
    return index < count && gone[index] === 0 ? person(index) : undefined
  }
  return {
    ...springClass,
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
  }
}

interface Cost {
  plan: number
  apply: number
}

const costs = (): Cost => ({ plan: 0, apply: 0 })

/** By the processor's clock: whatever else the machine does costs nothing here. */
async function measured<T>(cost: Cost, part: keyof Cost, work: () => Promise<T>): Promise<T> {
  const began = process.cpuUsage()
  const answer = await work()
  const { user, system } = process.cpuUsage(began)
  cost[part] += user + system
  return answer
}

async function cleared(count: number, cost: Cost): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'user-admin-growth-'))
  try {
    const state = kind === 'open' ? await openState({ folder }) : kind === 'memory' ? memoryState() : undefined
    const admin = scopeOf(count)
    const plan = await measured(cost, 'plan', () => makePlan(admin, keepOnly('only-me'), { state }))
    const report = await measured(cost, 'apply', () =>
      applyPlan(admin, plan, {
        approve: { id: plan.id, by: 'me' },
        release: ['per-run', 'rolling', 'admins', 'assets', 'small-scope'],
        state,
        concurrency: 64,
      }),
    )
    summarise(report, { format: 'markdown' })
    state?.close()
    if (report.counts.done !== count || report.left?.length !== 0)
      throw new Error(`not cleared: ${JSON.stringify(report.counts)}`)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

// What is compiled is measured, and not the compiling.
for (let round = 0; round < 5; round += 1) await cleared(1_000, costs())
globalThis.gc?.()
let heap = 0
const timer = setInterval(() => {
  heap = Math.max(heap, process.memoryUsage().heapUsed)
}, 10)
const count = Number(people)
const [small, large] = [costs(), costs()]
const times = Math.max(1, 30_000 / count)
const smalls = async (): Promise<void> => {
  for (let time = 0; time < 10; time += 1) await cleared(1_000, small)
}
await smalls()
const began = performance.now()
for (let time = 0; time < times; time += 1) await cleared(count, large)
const seconds = (performance.now() - began) / 1_000 / times
heap = Math.max(heap, process.memoryUsage().heapUsed)
clearInterval(timer)
await smalls()
const each = ({ plan, apply }: Cost, all: number): Cost => ({ plan: plan / all, apply: apply / all })
const told = { small: each(small, 20_000), large: each(large, times * count), seconds, heap: heap / 2 ** 20 }
console.log(JSON.stringify(told))
