import { strict as assert } from 'node:assert'
import { type Goal, keepOnly, leavers, type Member, type Plan, type Report, roster, type Step } from '../src/index.ts'
import { member } from '../test/memory.ts'
import type { Effect, MovingWorld } from './moving-world.ts'

/** What a schedule asks for. */
export interface Asked {
  /** In `aac` roles are a set, of which a roster takes none; in `houston` one takes the place of another. */
  readonly system: 'aac' | 'houston'
  readonly goal: 'keep' | 'remove' | 'suspend' | 'roster'
  /** Numbers of people: who stays (at most three of them), who leaves, or who is on the roster. */
  readonly named: readonly number[]
  readonly release: 'all' | 'none'
}

// Names that are not like each other: who is like somebody protected is left alone.
const names = 'anna bruno chloe dmitri esther farouk gudrun hiroshi ingrid jamal katya leonid'.split(' ')
/** The address of a person with this number. */
export const email = (n: number): string => `${names[n] ?? n}@example.edu`

const isStaff = (one: Member): boolean => one.email === 'bo@example.edu' || one.email.endsWith('@staff.example')
const role = 'editor'

/** The goal of a schedule. */
export function goalOf({ goal, named }: Asked): Goal {
  const staff = ['bo@example.edu', '@staff.example']
  if (goal === 'keep') return keepOnly([...staff, ...named.slice(0, 3).map(email)])
  if (goal !== 'roster') return leavers(named.map(email), { action: goal })
  return roster([...staff, ...named.map((n) => ({ email: email(n), roles: [role] }))], { absent: 'remove' })
}

/** Something that is to be done to one membership; of who is not there yet, to an address. */
interface Wanted {
  readonly action: Step['action']
  readonly member: Member
}

/** Whom the goal means among these people: said here once more, in other words than a plan's. */
export function wanted({ goal, named, system }: Asked, people: readonly Member[]): readonly Wanted[] {
  const list = new Set(named.map(email))
  const kept = new Set(named.slice(0, 3).map(email))
  const there = people.flatMap((one): Wanted[] => {
    if (one.email === 'me@example.edu') return []
    switch (goal) {
      case 'keep':
        return kept.has(one.email) || isStaff(one) ? [] : [{ action: 'remove', member: one }]
      case 'roster':
        if (isStaff(one)) return []
        // Whom our own run invited was invited lately, and is left alone by a run that nobody watches.
        if (!list.has(one.email)) return one.status === 'invited' ? [] : [{ action: 'remove', member: one }]
        return (system === 'aac' ? one.roles.includes(role) : String(one.roles) === role)
          ? []
          : [{ action: 'set-roles', member: one }]
      case 'remove':
        return list.has(one.email) ? [{ action: 'remove', member: one }] : []
      case 'suspend':
        return list.has(one.email) && one.status !== 'suspended' ? [{ action: 'suspend', member: one }] : []
      default:
        return goal satisfies never
    }
  })
  const here = new Set(people.map((one) => one.email))
  const away = goal === 'roster' ? [...list].filter((address) => !here.has(address)) : []
  return [
    ...there,
    ...away.map((address): Wanted => ({ action: 'invite', member: member(address, { id: '', mark: '' }) })),
  ]
}

/**
 * What must be the same in the approved plan and in the fresh one: of who loses something it is the same membership. A role
 * is given whatever else is held, or takes the place of the same one as then.
 */
function nameOf(
  system: Asked['system'],
  { action, member: { id, email: address, mark, admin, roles } }: Wanted,
): string {
  if (action === 'invite') return JSON.stringify([action, address])
  if (action !== 'set-roles') return JSON.stringify([action, id, address, admin === true, mark])
  const lost = system === 'aac' ? [] : roles
  return JSON.stringify([action, id, address, lost, admin === true && lost.length > 0 ? mark : ''])
}

/** What is meant by the approved plan and by the fresh one, by the lists that they were made of. */
function bothMean(asked: Asked, approved: readonly Member[], fresh: readonly Member[]): readonly Wanted[] {
  const before = new Set(wanted(asked, approved).map((one) => nameOf(asked.system, one)))
  return wanted(asked, fresh).filter((one) => before.has(nameOf(asked.system, one)))
}

const callOf: Readonly<Partial<Record<Step['action'], string>>> = {
  remove: 'remove',
  suspend: 'suspend',
  'set-roles': 'setRoles',
  invite: 'invite',
}

const isOf = ({ action, member: one }: Wanted, { call, id, email: address, mark }: Effect): boolean =>
  one.id === id &&
  one.mark === mark &&
  one.email === address &&
  (call === callOf[action] || (call === 'transferAssets' && action === 'remove'))

/** What one run may be judged by. */
export interface Judged {
  readonly plan: Plan
  readonly report: Report
  readonly approved: readonly Member[]
  /** Which of the lists was the one that the plan was made of. */
  readonly freshAt: number
}

/** Throws what is wrong with a run of an approved plan. */
export function judge(asked: Asked, world: MovingWorld, { plan, report, approved, freshAt }: Judged): void {
  const fresh = world.lists[freshAt] ?? []
  const meant = bothMean(asked, approved, fresh)
  for (const effect of world.effects)
    assert.ok(
      meant.some((one) => isOf(one, effect)),
      `${effect.call} was done to ${effect.email} (${effect.mark}), and nobody approved that of this membership`,
    )
  const changes = world.effects.filter(({ call }) => call !== 'transferAssets').map(({ id, email: of }) => id || of)
  assert.equal(new Set(changes).size, changes.length, 'somebody was changed twice')
  const done = new Set(changes)
  const personOf = (step: Step): string => step.id ?? step.email

  assert.equal(report.results.length, plan.steps.length, 'a step is missing in the report')
  for (const { step, outcome, reason = '' } of report.results) {
    const who = `${step.action} ${step.email} (${outcome}: ${reason})`
    const isSaid = outcome === 'done' || outcome === 'pending'
    assert.equal(isSaid, done.has(personOf(step)), `${who}, and it was${isSaid ? ' not' : ''} done`)
    if (isSaid) continue
    assert.ok(outcome === 'unchanged' || reason !== '', `${who} says no reason`)
    const drifted = world.touchedSince(personOf(step), freshAt + 1)
    if (outcome === 'unchanged') assert.ok(drifted, `${who}, and nobody else touched that person`)
    const isMeant = meant.some(
      ({ action, member: { id, email: of } }) => action === step.action && personOf(step) === (id || of),
    )
    if (!isMeant) assert.equal(outcome, 'skipped', `${who} was not approved`)
    else if (drifted)
      assert.match(`${outcome} ${reason}`, /changed|not here|Only \d+ other|Held back/, `${who}, who had changed`)
  }
  for (const { action, member: one } of meant) {
    const person = one.id || one.email
    if (done.has(person) || world.touchedSince(person, freshAt + 1) || one.admin === true || asked.release === 'none')
      continue
    const result = report.results.find(({ step }) => personOf(step) === person)
    assert.fail(`${action} ${one.email} was approved and is meant still: ${result?.outcome} ${result?.reason}`)
  }
  // More than five of about thirty are held, and nobody released that.
  if (asked.release !== 'none') return
  for (const action of ['remove', 'suspend'] as const)
    if (wanted(asked, fresh).filter((one) => one.action === action).length > 5)
      assert.ok(!world.effects.some(({ call }) => call === action), `${action} was held, and done without its release`)
}
