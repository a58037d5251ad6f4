import { reachOf } from '../../access.ts'
import type { Plan } from '../../plan/plan.ts'
import type { GuardCode, Kept, Step } from '../../plan/step.ts'
import type { Access, Member, Scope } from '../../user-admin.ts'
import type { PersonRow } from '../protocol.ts'

/** One row, as far as nobody changed it by hand. */
export type Row = Omit<PersonRow, 'isExcepted' | 'outcome'>

/** What rows of a workspace are made of. */
export interface OfWorkspace {
  readonly connection: string
  readonly name: string
  readonly plan: Plan
  readonly members: readonly Member[]
  /** The guards that the typed number releases. */
  readonly releases: readonly GuardCode[]
  /** By id: who is kept, and why. */
  readonly keeps: (member: Member) => { readonly why: string; readonly with?: readonly string[] } | undefined
  /** Only whom the plan is about: of an undo, and of a later removal. */
  readonly isOnlyTouched: boolean
}

/** Names a row. */
export const rowId = (connection: string, person: { readonly id?: string; readonly email: string }): string =>
  `${connection}/${person.id ?? person.email}`

/** Everybody of a workspace, with what becomes of each. */
export function rowsOf(of: OfWorkspace): readonly Row[] {
  const { plan, members, connection, name, isOnlyTouched } = of
  const steps = new Map(plan.steps.map((step) => [step.id ?? step.email, step]))
  const kept = new Map(plan.kept.map((one) => [one.id, one]))
  const exempt = new Map((plan.exempt ?? []).map(({ id, owner }) => [id, owner]))
  const blocked = new Set(plan.blocked.map(({ id, email }) => id ?? email))
  const scope = plan.scopes[0]?.scope
  const rows: Row[] = []
  for (const member of members) {
    const step = steps.get(member.id)
    steps.delete(member.id)
    const isBlocked = blocked.has(member.id)
    const left = kept.get(member.id)
    if (isOnlyTouched && step === undefined && !isBlocked && left === undefined) continue
    rows.push({
      person: rowId(connection, member),
      workspace: name,
      email: member.email,
      ...(member.name === undefined ? {} : { name: member.name }),
      status: member.status,
      admin: member.admin !== false,
      ...(member.lastSeenAt === undefined ? {} : { seen: member.lastSeenAt }),
      ...fateOf(member, { step, isBlocked, left, owner: exempt.get(member.id), scope, of }),
    })
  }
  // Who is not there now: to be brought back.
  for (const step of steps.values())
    rows.push({
      person: rowId(connection, step),
      workspace: name,
      email: step.email,
      status: step.status ?? 'active',
      admin: step.admin,
      ...ofStep(step, of.releases),
    })
  // Whom an undo leaves alone, for they were changed by others since.
  for (const one of of.members.length === 0 ? plan.kept : [])
    rows.push({
      person: rowId(connection, one),
      workspace: name,
      email: one.email,
      status: 'active',
      admin: false,
      fate: 'nothing',
      why: one.code,
    })
  return rows
}

type Said = Pick<Row, 'fate' | 'why' | 'with'>

function fateOf(
  member: Member,
  {
    step,
    isBlocked,
    left,
    owner,
    scope,
    of,
  }: {
    readonly step: Step | undefined
    readonly isBlocked: boolean
    readonly left: Kept | undefined
    /** Who answers for them. */
    readonly owner: string | undefined
    readonly scope: Scope | undefined
    readonly of: OfWorkspace
  },
): Said {
  if (step !== undefined) return ofStep(step, of.releases)
  if (isBlocked) {
    const stays = scope === undefined ? [] : reachOf(scope, member).stays
    return stays.length === 0 ? { fate: 'still-in', why: 'no-suspension' } : { fate: 'still-in', ...wayOf(stays) }
  }
  const keep = of.keeps(member)
  if (keep !== undefined && left?.code !== 'self') return { fate: 'keep', ...keep }
  // Whom no choice of the page keeps is protected by the configuration.
  if (left !== undefined)
    return { fate: of.isOnlyTouched ? 'nothing' : 'keep', why: left.code === 'protected' ? 'configured' : left.code }
  if (owner !== undefined) return { fate: of.isOnlyTouched ? 'nothing' : 'keep', why: 'exempt', with: [owner] }
  return { fate: 'nothing', why: member.status === 'suspended' ? 'suspended' : 'none' }
}

function ofStep(step: Step, releases: readonly GuardCode[]): Said {
  const holding = step.heldBy.find((code) => !releases.includes(code))
  if (holding !== undefined) return { fate: 'held', why: `guard:${holding}` }
  const { action, stays = [], transferTo } = step
  if (action !== 'remove' && action !== 'suspend') return { fate: 'return', why: action }
  if (stays.length > 0) return { fate: 'still-in', ...wayOf(stays) }
  return {
    fate: action,
    why: 'not-listed',
    ...(transferTo === undefined ? {} : { with: [transferTo.email] }),
  }
}

/** By what somebody still gets in, with the names of it. */
const wayOf = (stays: readonly Access[]): Pick<Row, 'why' | 'with'> => ({
  why: stays[0]?.via ?? 'team',
  with: [...new Set(stays.flatMap(({ name }) => name ?? []))],
})
