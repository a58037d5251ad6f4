import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  type Access,
  type Blocked,
  type Caller,
  type Entry,
  type Estimate,
  type Exempt,
  type Exempted,
  type GoalSource,
  guardCodes,
  type Held,
  type Inactive,
  type KeepOnly,
  type Kept,
  type Later,
  type Leavers,
  type Limits,
  type Lost,
  type Missing,
  type PersonIn,
  type Plan,
  type PlannedScope,
  type Roster,
  type RosterEntry,
  type Scope,
  type Standing,
  type Step,
  type Undo,
  type UndoEntry,
  type Unmatched,
} from '../src/index.ts'

interface Definition {
  readonly properties?: Readonly<Record<string, { readonly enum?: readonly unknown[] }>>
  readonly required?: readonly string[]
  readonly enum?: readonly unknown[]
}
const schema = JSON.parse(readFileSync(new URL('../plan.schema.json', import.meta.url), 'utf8')) as {
  readonly $defs: Readonly<Record<string, Definition>>
}

/** Each field of a type, and whether it may be absent: the compiler knows when one is not listed. */
type Fields<T> = { readonly [K in keyof T]-?: object extends Pick<T, K> ? 'may' : 'must' }

const fields: Readonly<Record<string, Readonly<Record<string, 'may' | 'must'>>>> = {
  Estimate: { requests: 'must', seconds: 'must' } satisfies Fields<Estimate>,
  Plan: {
    version: 'must',
    id: 'must',
    goal: 'must',
    policy: 'must',
    scopes: 'must',
    steps: 'must',
    held: 'must',
    kept: 'must',
    blocked: 'must',
    later: 'must',
    missing: 'must',
    unmatched: 'must',
    exempt: 'may',
    irreversible: 'must',
    mails: 'must',
    notChecked: 'must',
    madeAt: 'must',
    madeBy: 'must',
    estimate: 'must',
  } satisfies Fields<Plan>,
  PlannedScope: {
    key: 'must',
    scope: 'must',
    members: 'must',
    limits: 'must',
    assets: 'must',
    unseen: 'must',
    seats: 'must',
    whole: 'must',
    matched: 'may',
  } satisfies Fields<PlannedScope>,
  Scope: { system: 'must', kind: 'must', origin: 'must', id: 'must', name: 'must' } satisfies Fields<Scope>,
  Limits: { perRun: 'must', smallScope: 'must', rolling: 'must', admins: 'must' } satisfies Fields<Limits>,
  Step: {
    scope: 'must',
    action: 'must',
    email: 'must',
    id: 'may',
    person: 'may',
    what: 'must',
    reason: 'must',
    mark: 'may',
    admin: 'must',
    takesAdmin: 'must',
    roles: 'may',
    deployments: 'may',
    team: 'may',
    aliases: 'may',
    lowers: 'may',
    status: 'may',
    promises: 'must',
    stays: 'may',
    transferTo: 'may',
    irreversible: 'may',
    absentSince: 'may',
    heldBy: 'must',
  } satisfies Fields<Step>,
  Held: { code: 'must', scope: 'may', steps: 'must', reason: 'must', remedy: 'must' } satisfies Fields<Held>,
  Kept: {
    scope: 'must',
    email: 'must',
    id: 'must',
    person: 'may',
    code: 'must',
    reason: 'must',
  } satisfies Fields<Kept>,
  Blocked: {
    scope: 'must',
    action: 'must',
    email: 'must',
    id: 'may',
    person: 'may',
    reason: 'must',
    remedy: 'must',
  } satisfies Fields<Blocked>,
  Later: { scope: 'must', email: 'must', what: 'must' } satisfies Fields<Later>,
  Missing: { entry: 'must', nearest: 'must' } satisfies Fields<Missing>,
  Unmatched: {
    scope: 'must',
    email: 'must',
    id: 'must',
    nearest: 'must',
    exemptUntil: 'may',
    owner: 'may',
  } satisfies Fields<Unmatched>,
  Exempted: { person: 'must', owner: 'must', until: 'must', reason: 'may' } satisfies Fields<Exempted>,
  Exempt: {
    scope: 'must',
    email: 'must',
    id: 'must',
    person: 'may',
    owner: 'must',
    until: 'must',
    reason: 'may',
    says: 'may',
    ownerLeft: 'may',
  } satisfies Fields<Exempt>,
  PersonIn: { source: 'must', id: 'must' } satisfies Fields<PersonIn>,
  Access: { via: 'must', name: 'may', id: 'may', role: 'must', managedBy: 'must' } satisfies Fields<Access>,
  Caller: { id: 'must', email: 'may', kind: 'must' } satisfies Fields<Caller>,
  Entry: { kind: 'must', value: 'must', also: 'may' } satisfies Fields<Entry>,
  Source: {
    name: 'must',
    state: 'must',
    people: 'must',
    active: 'must',
    digest: 'may',
    proof: 'must',
  } satisfies Fields<GoalSource>,
  KeepOnly: { kind: 'must', keep: 'must', action: 'may', source: 'may' } satisfies Fields<Omit<KeepOnly, 'reading'>>,
  Leavers: {
    kind: 'must',
    people: 'must',
    action: 'must',
    source: 'may',
    collisions: 'may',
  } satisfies Fields<Omit<Leavers, 'reading'>>,
  Inactive: { kind: 'must', since: 'must', action: 'must' } satisfies Fields<Inactive>,
  Undo: {
    kind: 'must',
    run: 'must',
    plan: 'must',
    invitations: 'must',
    entries: 'must',
    lost: 'must',
  } satisfies Fields<Undo>,
  UndoEntry: {
    scope: 'must',
    email: 'must',
    aliases: 'may',
    id: 'may',
    before: 'must',
    after: 'may',
    again: 'may',
  } satisfies Fields<UndoEntry>,
  Standing: { status: 'must', roles: 'must', deployments: 'must', mark: 'must' } satisfies Fields<Standing>,
  Lost: { scope: 'must', email: 'must', reason: 'must' } satisfies Fields<Lost>,
  Roster: {
    kind: 'must',
    entries: 'must',
    absent: 'must',
    complete: 'must',
    source: 'may',
  } satisfies Fields<Omit<Roster, 'reading'>>,
  RosterEntry: {
    kind: 'must',
    value: 'must',
    also: 'may',
    roles: 'may',
    workspace: 'may',
    deployments: 'may',
    teams: 'may',
    aliases: 'may',
  } satisfies Fields<RosterEntry>,
}

/** Each word of a union, once. */
type Words<T extends string> = Readonly<Record<T, true>>

const words: readonly (readonly [string, string | undefined, Readonly<Record<string, true>>])[] = [
  ['Guard', undefined, Object.fromEntries(guardCodes.map((code) => [code, true]))],
  [
    'Action',
    undefined,
    {
      invite: true,
      reinstate: true,
      'set-roles': true,
      'set-deployment-role': true,
      'add-to-team': true,
      remind: true,
      transfer: true,
      suspend: true,
      remove: true,
    } satisfies Words<Step['action']>,
  ],
  [
    'Step',
    'promises',
    { done: true, pending: true, unchanged: true, remains: true, unknown: true } satisfies Words<Step['promises']>,
  ],
  [
    'Kept',
    'code',
    {
      self: true,
      protected: true,
      'look-alike': true,
      ambiguous: true,
      collision: true,
      'no-address': true,
      'invited-lately': true,
      'last-seen-unknown': true,
      'changed-since': true,
    } satisfies Words<Kept['code']>,
  ],
  [
    'Access',
    'via',
    { direct: true, team: true, group: true, system: true, deployment: true, invite: true } satisfies Words<
      Access['via']
    >,
  ],
  ['Access', 'managedBy', { here: true, idp: true, scim: true, unknown: true } satisfies Words<Access['managedBy']>],
  [
    'EntryKind',
    undefined,
    { email: true, domain: true, id: true, role: true, ref: true } satisfies Words<Entry['kind']>,
  ],
  ['Scope', 'system', { houston: true, aac: true } satisfies Words<Scope['system']>],
  ['Scope', 'kind', { platform: true, workspace: true } satisfies Words<Scope['kind']>],
  ['Source', 'state', { complete: true, incomplete: true, empty: true } satisfies Words<GoalSource['state']>],
]

describe('plan.schema.json and the types', () => {
  it.each(Object.entries(fields))('have the same fields of %s', (name, of) => {
    const definition = schema.$defs[name]
    expect(Object.keys(definition?.properties ?? {}).toSorted()).toEqual(Object.keys(of).toSorted())
    const must = Object.keys(of).filter((field) => of[field] === 'must')
    expect((definition?.required ?? []).toSorted()).toEqual(must.toSorted())
  })

  it.each(words)('have the same words of %s %s', (name, field, of) => {
    const definition = schema.$defs[name]
    const listed = field === undefined ? definition?.enum : definition?.properties?.[field]?.enum
    expect((listed ?? []).map(String).toSorted()).toEqual(Object.keys(of).toSorted())
  })
})
