import type { Plan, PlannedScope } from '../plan/plan.ts'
import type { Blocked, Kept, Step } from '../plan/step.ts'
import { placeOf } from '../plan/world.ts'
import { factBlocks } from './facts.ts'
import { heldBlock } from './held.ts'
import { type Block, moreThan } from './paper.ts'
import { remainingBlocks } from './remaining.ts'
import { stepBlocks } from './steps.ts'
import { guess, whoIsWhoBlocks } from './who-is-who.ts'
import { countedBy, countedSteps, few, figure, namesOf, peopleCount, reasons, times, who, whole } from './words.ts'

/** A plan as it is read before it is approved: what is counted comes first, then what is listed. */
export function planBlocks(plan: Plan, rows: number): readonly Block[] {
  const { scopes } = plan
  const isMany = scopes.length > 1
  const nameOf = namesOf(scopes)
  const at = (key: string): string => (isMany ? `${nameOf(key)}: ` : '')
  return [
    head(plan),
    ...(isMany ? scopeTable(plan, rows, nameOf) : []),
    ...stepBlocks(plan, rows, isMany ? nameOf : undefined),
    heldBlock(plan, at),
    blocked(plan, at),
    ...remainingBlocks(plan, at),
    unseen(plan, nameOf),
    kept(plan, at),
    {
      title: `Waits until the person has accepted (${plan.later.length})`,
      items: plan.later.map(({ scope, what }) => at(scope) + what),
    },
    {
      title: `On a list, and nobody ${isMany ? 'in any of these scopes' : 'here'} (${plan.missing.length})`,
      items: plan.missing.map(({ entry, nearest }) => entry + guess(nearest)),
    },
    ...whoIsWhoBlocks(plan, at),
    { title: 'Cannot be undone', items: plan.irreversible.map((sentence) => many(plan, sentence) + sentence) },
    notUndone(plan, at),
    ...factBlocks(plan, nameOf),
  ]
}

function head({ scopes, steps, kept: left, madeAt }: Plan): Block {
  const [only] = scopes
  const origins = [...new Set(scopes.map(({ scope }) => scope.origin))]
  const people = scopes.reduce((sum, { members }) => sum + members, 0)
  return {
    main: true,
    title: `Plan for ${only !== undefined && scopes.length === 1 ? whole(only.scope) : `${scopes.length} scopes at ${few(origins)}`}, read ${minute(madeAt)}`,
    lead: [
      // Somebody who is in several scopes was read several times.
      `${scopes.length === 1 ? peopleCount(people) : times(people, 'membership')} read; ${steps.length === 0 ? 'nothing to do' : countedSteps(steps)}${left.length === 0 ? '' : `; ${figure(left.length)} left alone`}`,
    ],
  }
}

/** `2026-11-22 05:10 UTC`. */
const minute = (time: string): string => `${time.slice(0, 16).replace('T', ' ')} UTC`

const changes: ReadonlySet<Step['action']> = new Set([
  'reinstate',
  'set-roles',
  'set-deployment-role',
  'add-to-team',
  'remind',
  'transfer',
])

function scopeTable({ scopes, steps }: Plan, rows: number, nameOf: (key: string) => string): readonly Block[] {
  const byScope = new Map<string, Step[]>(scopes.map(({ key }) => [key, []]))
  for (const step of steps) byScope.get(step.scope)?.push(step)
  const busy = scopes.filter(({ key }) => (byScope.get(key) ?? []).length > 0)
  if (busy.length === 0) return []
  const count = (key: string, is: (step: Step) => boolean): string => String((byScope.get(key) ?? []).filter(is).length)
  const idle = scopes.length - busy.length
  const more = moreThan(busy.length, rows)
  const calm = idle === 0 ? undefined : `${idle} with nothing to do`
  return [
    {
      table: [
        ['SCOPE', 'PEOPLE', 'INVITE', 'CHANGE', 'SUSPEND', 'REMOVE', 'HELD'],
        ...busy
          .slice(0, rows)
          .map(({ key, members }) => [
            nameOf(key),
            String(members),
            count(key, ({ action }) => action === 'invite'),
            count(key, ({ action }) => changes.has(action)),
            count(key, ({ action }) => action === 'suspend'),
            count(key, ({ action }) => action === 'remove'),
            count(key, ({ heldBy }) => heldBy.length > 0),
          ]),
      ],
      more: more === undefined ? calm : calm === undefined ? more : `${more}, ${calm}`,
    },
  ]
}

function blocked({ blocked: all, scopes }: Plan, at: (key: string) => string): Block {
  const byKey = new Map(scopes.map((one) => [one.key, one]))
  return {
    title: `Cannot be done here (${all.length})`,
    items: all.map((one) => `${at(one.scope)}${wish(one, byKey.get(one.scope))}: ${one.reason} ${one.remedy}`),
  }
}

/** What was asked for, with its effect in words. */
function wish(one: Blocked, planned: PlannedScope | undefined): string {
  const place = planned === undefined ? one.scope : placeOf(planned.scope)
  const person = who(one)
  switch (one.action) {
    case 'invite':
      return `invite ${person} to ${place}`
    case 'reinstate':
      return `let ${person} in again in ${place}`
    case 'set-roles':
      return `give ${person} other roles in ${place}`
    case 'set-deployment-role':
      return `give ${person} a role on a deployment of ${place}`
    case 'add-to-team':
      return `put ${person} into a team of ${place}`
    case 'remind':
      return `mail the invitation of ${person} to ${place} again`
    case 'transfer':
      return `hand over what ${person} owns in ${place}`
    case 'suspend':
      return `suspend ${person} in ${place}`
    case 'remove':
      return planned?.scope.kind === 'platform'
        ? `delete the account of ${person} at ${place}`
        : `take ${person} out of ${place}`
    default:
      return one.action satisfies never
  }
}

/** What stays as a run left it, though it is undone. */
function notUndone({ goal, scopes }: Plan, at: (key: string) => string): Block {
  const lost = goal.kind === 'undo' ? goal.lost : []
  const here = new Set(scopes.map(({ key }) => key))
  return {
    title: `Stays as the run left it (${lost.length})`,
    items: lost.map((one) => `${here.has(one.scope) ? at(one.scope) : ''}${who(one)}: ${one.reason}`),
  }
}

function unseen({ scopes, steps }: Plan, nameOf: (key: string) => string): Block {
  const unsure = steps.filter(({ promises }) => promises === 'unknown').length
  const where = new Map<string, string[]>()
  for (const { key, unseen: sentences } of scopes)
    for (const sentence of sentences) where.set(sentence, [...(where.get(sentence) ?? []), nameOf(key)])
  return {
    title: `Not shown to this credential${unsure === 0 ? '' : `, so the end of ${times(unsure, 'step')} is unknown`}`,
    items: [...where].map(([sentence, names]) =>
      names.length === scopes.length ? sentence : `${few(names)}: ${sentence}`,
    ),
  }
}

const toLookAt: ReadonlySet<Kept['code']> = new Set(['look-alike', 'ambiguous', 'collision', 'changed-since'])

/** Who only looks like somebody, may be two people, or was changed by others, is for a person to look at: these are named. */
function kept({ kept: all }: Plan, at: (key: string) => string): Block {
  const counts = [...countedBy(all, ({ code }) => code)].map(([code, count]) => `${count} ${reasons[code]} (${code})`)
  const unclear = all.filter(({ code }) => toLookAt.has(code))
  return {
    title: all.length === 0 ? undefined : `Left alone (${all.length})`,
    lead: counts.length === 0 ? [] : [`${counts.join(', ')}.`],
    items: unclear.map((one) => `${at(one.scope)}${who(one)}: ${one.reason}`),
  }
}

function many({ steps }: Plan, sentence: string): string {
  const count = steps.filter(({ irreversible }) => irreversible === sentence).length
  return count === 0 ? '' : `${times(count, 'step')}: `
}
