import { compare } from '../identity/identity.ts'
import type { Head } from '../journal/journal.ts'
import { Crowd, usualMost } from '../plan/crowd.ts'
import type { World } from '../plan/world.ts'
import type { Access, CallOptions, Member, Scope, UserReader } from '../user-admin.ts'
import { readTargets } from './reading.ts'

/** Who had access to what at one moment. Plain JSON. */
export interface AccessEvidence {
  readonly version: 1
  readonly kind: 'access'
  /** When the first target was asked, ISO 8601. */
  readonly madeAt: string
  /** When the last target was read, ISO 8601. */
  readonly until: string
  /** How far the journal went; `null` for an empty one. */
  readonly head: Head | null
  readonly targets: readonly AccessTarget[]
  /** One for each way in, and one for each member without any, by target and person. */
  readonly rows: readonly AccessRow[]
}

/** How one target was read. */
export interface AccessTarget {
  readonly target: string
  readonly scope?: Scope
  /** `failed`: nobody of it stands in the rows. */
  readonly read: 'whole' | 'failed'
  /** ISO 8601. */
  readonly readAt: string
  readonly why?: string
  readonly members: number
  /** Who gets in without being a member, by a role of the whole platform. */
  readonly outsiders: number
  /** The ways in that the credential is not shown, one sentence each. */
  readonly unseen: readonly string[]
}

/** One way in of one person. */
export interface AccessRow {
  readonly target: string
  readonly id: string
  /** Empty where the system shows none. */
  readonly email: string
  readonly aliases: readonly string[]
  readonly name: string
  readonly status: Member['status']
  /** Absent: no way in is shown. */
  readonly access?: Access
  /** Whether they can administer the people; `null`: nobody says. */
  readonly admin: boolean | null
  readonly isOutsider: boolean
  /** ISO 8601. */
  readonly since?: string
  /** ISO 8601; absent where the system does not say. */
  readonly lastSeenAt?: string
}

/** What is asked of {@link accessEvidence}. */
export interface AccessOptions extends CallOptions {
  /** Each by its name in the configuration. */
  readonly targets: readonly { readonly name: string; readonly reader: UserReader }[]
  readonly unopened?: readonly { readonly target: string; readonly why: string }[] | undefined
  /** Of the journal that goes with it. */
  readonly head?: Head | undefined
  /** As for `makePlan`. Default 250,000. */
  readonly maxPeople?: number | undefined
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly now?: (() => number) | undefined
}

/** Reads who has access to what now. A target that is not read to its end says so, and nobody of it stands in the rows. */
export async function accessEvidence(options: AccessOptions): Promise<AccessEvidence> {
  const { targets, unopened = [], head, maxPeople = usualMost, now = Date.now, signal } = options
  const madeAt = iso(now())
  const crowd = new Crowd(maxPeople)
  const read = await readTargets(targets, crowd, () => iso(now()), { signal })
  return {
    version: 1,
    kind: 'access',
    madeAt,
    until: iso(now()),
    head: head ?? null,
    targets: [
      ...read.map((one): AccessTarget => {
        const { target, scope, readAt } = one
        if (!('world' in one)) return { target, scope, read: 'failed', readAt, why: one.why, ...nobody }
        const { members, outsiders, unseen } = one.world
        return { target, scope, read: 'whole', readAt, members: members.length, outsiders: outsiders.length, unseen }
      }),
      ...unopened.map(({ target, why }): AccessTarget => ({ target, read: 'failed', readAt: madeAt, why, ...nobody })),
    ],
    rows: read.flatMap((one) => ('world' in one ? rowsOf(one.target, one.world) : [])),
  }
}

const nobody = { members: 0, outsiders: 0, unseen: [] } as const
const iso = (time: number): string => new Date(time).toISOString()

const rowsOf = (target: string, { members, outsiders }: World): readonly AccessRow[] =>
  [
    ...members.map((member) => ({ member, isOutsider: false })),
    ...outsiders.map((member) => ({ member, isOutsider: true })),
  ]
    .toSorted((a, b) => compare(a.member.email, b.member.email) || compare(a.member.id, b.member.id))
    .flatMap(({ member, isOutsider }) => {
      const { id, email, aliases, name = '', status, admin = null, since, lastSeenAt } = member
      const common = {
        target,
        id,
        email,
        aliases,
        name,
        status,
        admin,
        isOutsider,
        ...(since === undefined ? {} : { since: iso(since) }),
        ...(lastSeenAt === undefined ? {} : { lastSeenAt: iso(lastSeenAt) }),
      }
      return member.access.length === 0 ? [common] : member.access.map((access) => ({ ...common, access }))
    })
