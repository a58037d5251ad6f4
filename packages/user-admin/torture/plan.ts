import { strict as assert } from 'node:assert'
import { AacClient } from '@user-admin/aac-client'
import { startFakeAac } from '@user-admin/aac-client/testing'
import { HoustonClient } from '@user-admin/houston-client'
import { startFakeHouston } from '@user-admin/houston-client/testing'
import {
  aacWorkspace,
  applyPlan,
  type Goal,
  guardCodes,
  houstonPlatform,
  houstonWorkspace,
  keepOnly,
  leavers,
  type Member,
  makePlan,
  type Plan,
  type Report,
  roster,
  type State,
  type UserAdmin,
} from '../src/index.ts'
import type { AacWorld, HoustonWorld, Wish } from './plan-worlds.ts'

/** Bugs that the oracle must find: ways in that the plan does not look at, and a promise that is not kept. */
export const planPlants = [
  'forget-teams',
  'forget-system',
  'forget-groups',
  'promise-done',
  'forget-invitations',
] as const
export type PlanPlant = (typeof planPlants)[number]

/** A scope with the truth beside it: who gets in, whatever its API says. */
export interface Judged {
  readonly admin: UserAdmin
  readonly people: readonly string[]
  readonly canEnter: (email: string) => boolean
  /** What the identity provider does after the run. */
  readonly cycle: () => void
  readonly close: () => Promise<void>
}

export async function houston(world: HoustonWorld): Promise<Judged> {
  const fake = await startFakeHouston({ release: world.release, seed: world.seed })
  const token = world.caller === 'key' ? fake.token : fake.userToken('boss@example.edu')
  const client = new HoustonClient({ url: fake.url, token })
  const onPlatform = world.scope === 'platform'
  return {
    admin: onPlatform ? await houstonPlatform(client) : await houstonWorkspace(client, 'ws1'),
    people: world.people,
    canEnter: (email) => fake.canEnter(email, onPlatform ? {} : { workspace: 'ws1' }),
    cycle: () => undefined,
    close: fake.close,
  }
}

export async function aac(world: AacWorld): Promise<Judged> {
  const fake = await startFakeAac({ seed: world.seed })
  const client = new AacClient({ region: 'us1', token: fake.tokens().accessToken, fetch: fake.fetch })
  return {
    admin: await aacWorkspace(client),
    people: world.people,
    canEnter: (email) => fake.canEnter(email),
    cycle: () => fake.scimCycle(),
    close: () => fake.close(),
  }
}

/** What a run over one world counted. */
export interface Tally {
  promisedDone: number
  blocked: number
  remains: number
  unknown: number
}

/**
 * Plans and carries out a wish, everything released, and compares each promise with the truth. Throws what the oracle says.
 */
export async function ways(
  judged: Judged,
  wish: Wish,
  plant: PlanPlant | undefined,
  tally: Tally,
  state?: State,
): Promise<void> {
  const { people, canEnter } = judged
  const admin = planted(judged.admin, plant)
  const chosen = [...new Set(wish.chosen.map((index) => people[index % people.length] ?? ''))].filter(
    (one) => one !== '',
  )
  const before = new Map(people.map((email) => [email, canEnter(email)]))
  const action = 'suspend' in admin ? wish.action : 'remove'
  const plan = await makePlan(admin, goalOf(wish, chosen, action), {
    assets: 'leave',
    policy: { protect: ['root@example.edu', 'boss@example.edu'] },
    state,
  })
  const shown = plant === 'promise-done' ? promising(plan) : plan
  const report = await applyPlan(admin, plan, { approve: { id: plan.id, by: 'torture' }, release: guardCodes, state })
  judged.cycle()
  judge(shown, report, { people, chosen, wish, canEnter, before, tally })
}

function goalOf({ kind }: Wish, chosen: readonly string[], action: 'remove' | 'suspend'): Goal {
  if (kind === 'leavers') return leavers(chosen, { action })
  const stay = ['root@example.edu', 'boss@example.edu', ...chosen]
  return kind === 'roster' ? roster(stay, { absent: action }) : keepOnly(stay)
}

function judge(
  plan: Plan,
  report: Report,
  about: {
    readonly people: readonly string[]
    readonly chosen: readonly string[]
    readonly wish: Wish
    readonly canEnter: (email: string) => boolean
    readonly before: ReadonlyMap<string, boolean>
    readonly tally: Tally
  },
): void {
  const { people, chosen, wish, canEnter, before, tally } = about
  const outcomes = new Map(
    report.results.map(({ step, outcome, reason }) => [`${step.action} ${step.email}`, { outcome, reason }]),
  )
  for (const step of plan.steps) {
    if (step.action !== 'remove' && step.action !== 'suspend') continue
    const { outcome, reason } = outcomes.get(`${step.action} ${step.email}`) ?? {}
    const carriedOut = outcome === 'done' || outcome === 'unchanged' || outcome === 'remains'
    if (step.promises === 'done') tally.promisedDone += 1
    if (step.promises === 'remains') tally.remains += 1
    if (step.promises === 'unknown') tally.unknown += 1
    if (step.promises === 'done' && carriedOut)
      assert(
        !canEnter(step.email),
        `${step.email}: the plan promised done (ended ${outcome}: ${reason ?? ''}), and a way in stays`,
      )
    if (outcome === 'done' && reason === undefined)
      assert(!canEnter(step.email), `${step.email}: was said to be done, and a way in stays`)
  }
  tally.blocked += plan.blocked.length
  // Nobody who should be out gets in without a word about it.
  const said = new Set(
    [
      ...plan.blocked,
      ...plan.kept,
      ...report.results.filter(({ outcome }) => outcome !== 'done').map(({ step }) => step),
      ...(report.left ?? []),
    ].map(({ email }) => email),
  )
  const isBlind = plan.scopes.some(({ unseen }) => unseen.length > 0)
  for (const email of people) {
    const shouldLeave = wish.kind === 'leavers' ? chosen.includes(email) : false
    if (!shouldLeave || before.get(email) !== true || !canEnter(email)) continue
    const isStep = plan.steps.some((step) => step.email === email && step.promises !== 'done')
    assert(
      said.has(email) || isStep || isBlind || isKnownBy(plan, email),
      `${email} should be out, still gets in, and the plan says nothing`,
    )
  }
}

/** Under another of their addresses. */
const isKnownBy = (plan: Plan, email: string): boolean => {
  const name = email.split('@', 1)[0] ?? ''
  return [...plan.blocked, ...plan.kept, ...plan.steps].some((one) => one.email.startsWith(`${name}@`))
}

const promising = (plan: Plan): Plan => ({ ...plan, steps: plan.steps.map((step) => ({ ...step, promises: 'done' })) })

/** The same administrator, blind in one eye. */
function planted(admin: UserAdmin, plant: PlanPlant | undefined): UserAdmin {
  const forgets: Partial<Record<PlanPlant, string>> = {
    'forget-teams': 'team',
    'forget-system': 'system',
    'forget-groups': 'group',
  }
  const via = plant === undefined ? undefined : forgets[plant]
  if (plant === 'forget-invitations') {
    // Takes the membership and leaves the invitations; then says done.
    return Object.assign(Object.create(Object.getPrototypeOf(admin) as object) as object, admin, {
      remove: async (...[ref, options]: Parameters<UserAdmin['remove']>) => {
        const member = await admin.get(ref)
        if (member?.status === 'invited') return { outcome: 'done' as const }
        return await admin.remove(ref, options)
      },
    }) as UserAdmin
  }
  if (via === undefined) return admin
  const seesAll = plant === 'forget-groups' ? { unseen: async () => [] } : {}
  const blind = (member: Member): Member => ({ ...member, access: member.access.filter((way) => way.via !== via) })
  return Object.assign(Object.create(Object.getPrototypeOf(admin) as object) as object, admin, seesAll, {
    async *list(...args: Parameters<UserAdmin['list']>) {
      for await (const member of admin.list(...args)) yield blind(member)
    },
  }) as UserAdmin
}
