import { reachOf } from '../access.ts'
import type { Entry, Listed } from '../identity/identity.ts'
import type { PersonIn } from '../journal/journal.ts'
import type { Link } from '../state.ts'
import type { Member } from '../user-admin.ts'
import type { ScopeAssets } from './assets.ts'
import type { Exempt } from './exempt.ts'
import type { Ground } from './ground.ts'
import { leaving } from './leaving.ts'
import { isActiveIn } from './matching.ts'
import type { Blocked, Kept, Later, Step } from './step.ts'
import { placeOf, type World } from './world.ts'

/** How many members a directory knows, how many are exempt, and how many it does not know; and whom it knows for sure. */
interface InDirectory {
  readonly count: { readonly matched: number; readonly exempt: number; readonly unmatched: number }
  readonly links: readonly Link[]
}

/** What is known of somebody besides what the scope shows. */
interface About {
  /** Who that is in the source. */
  readonly person?: PersonIn | undefined
  /** Of somebody who is absent there, and not yet for long enough. */
  readonly absentSince?: string | undefined
}

/** What a comparison finds, person by person. */
export class Found {
  readonly steps: Step[] = []
  readonly kept: Kept[] = []
  readonly blocked: Blocked[] = []
  readonly later: Later[] = []
  readonly exempt: Exempt[] = []
  /** Members whom the goal's directory does not know. */
  readonly unmatched: Member[] = []
  /** Of leavers of a directory. */
  matched: InDirectory | undefined
  readonly met: Set<Entry> = new Set()
  readonly names: ReadonlyMap<string, string>
  readonly #world: World
  readonly #ground: Ground
  readonly #assets: ScopeAssets
  /** Protected entries that mean several people: all of them are protected, and somebody should look. */
  readonly #several: ReadonlySet<Entry>

  constructor(world: World, ground: Ground, assets: ScopeAssets) {
    this.#world = world
    this.#ground = ground
    this.#assets = assets
    this.names = new Map(world.roles.map(({ id, name }) => [id, name]))
    this.#several = new Set(ground.protect.ambiguous(world.members).map(({ entry }) => entry))
  }

  keep({ email, id }: Pick<Member, 'email' | 'id'>, code: Kept['code'], reason: string, { person }: About = {}): void {
    this.kept.push({ scope: this.#world.key, email, id, ...(person === undefined ? {} : { person }), code, reason })
  }

  block(
    action: Step['action'],
    { email, id }: { email: string; id?: string },
    why: { reason: string; remedy: string },
    { person }: About = {},
  ): void {
    this.blocked.push({
      scope: this.#world.key,
      action,
      email,
      ...(id === undefined ? {} : { id }),
      ...(person === undefined ? {} : { person }),
      ...why,
    })
  }

  /** Plans that a person loses access, unless there is a reason to leave them alone, or no way to do it. */
  leave(member: Member, action: 'remove' | 'suspend', reason: string, about: About = {}): void {
    if (action === 'suspend' && member.status === 'suspended') return
    if (this.spare(member, undefined, about) || this.isProtected(member, about)) return
    if (action === 'suspend' && !this.#world.canSuspend) {
      const why = {
        reason: `Nobody can be suspended in ${placeOf(this.#world.scope)}.`,
        remedy: 'Remove the person instead, or leave them in.',
      }
      this.block(action, member, why, about)
      return
    }
    const reach = reachOf(this.#world.scope, member)
    if (reach.blocked !== undefined) this.block(action, member, reach.blocked, about)
    else {
      const why = this.reasonTo(member, reason)
      this.steps.push(leaving({ member, action, reason: why, ...about }, this.#world, this.#assets, reach.stays))
    }
  }

  /** Why something is taken from somebody who is not spared; it is said where they would have been until lately. */
  reasonTo(member: Member, reason: string): string {
    const over = this.#ground.exempt.of(member)?.exempted
    return over === undefined
      ? reason
      : `${reason} That ${over.owner} answers for them ended on ${over.until.slice(0, 10)}.`
  }

  /** Says why somebody who is no member, and gets in all the same, stays: nothing here takes that away. */
  leaveOutside(outsider: Member, action: 'remove' | 'suspend', about: About = {}): void {
    if (this.spare(outsider, undefined, about) || this.isProtected(outsider, about)) return
    const why = reachOf(this.#world.scope, outsider).blocked
    if (why !== undefined) this.block(action, outsider, why, about)
  }

  /** Whether somebody answers for the person, which is then said. @param says What the directory says of them. */
  spare(member: Member, says?: string, { person }: About = {}): boolean {
    const { exempt, known } = this.#ground
    const found = exempt.of(member)
    if (found === undefined || found.isOver) return false
    const { owner, until, reason } = found.exempted
    this.exempt.push({
      scope: this.#world.key,
      email: member.email,
      id: member.id,
      ...(person === undefined ? {} : { person }),
      owner,
      until,
      ...(reason === undefined ? {} : { reason }),
      ...(says === undefined ? {} : { says }),
      ...(isActiveIn(known, owner) === false ? { ownerLeft: true as const } : {}),
    })
    return true
  }

  /** Says so where the person is not to be taken from. */
  isProtected(member: Member, about: About = {}): boolean {
    const { protect, self, invitedLately } = this.#ground
    const entries = protect.of(member)
    const like = entries.length > 0 ? [] : protect.lookAlikes(member)
    const several = entries.find((entry) => this.#several.has(entry))
    if (self.includes(member)) this.keep(member, 'self', 'This is the person whose credential is used.', about)
    else if (several !== undefined) this.keep(member, 'ambiguous', severalReason(several), about)
    else if (entries.length > 0) this.keep(member, 'protected', 'Protected by the policy.', about)
    else if (like.length > 0) this.keep(member, 'look-alike', likeReason(like), about)
    else if (member.email === '' && this.#ground.byAddress)
      this.keep(member, 'no-address', 'The system shows no e-mail address, so the person may be on the list.', about)
    else if (invitedLately !== undefined && member.status === 'invited' && isLate(member.since, invitedLately))
      this.keep(member, 'invited-lately', 'Invited less than seven days ago, or nobody says when.', about)
    else return false
    return true
  }

  /** Says so where an address differs from a listed one only in letters that look alike. */
  isLike(member: Member, listed: Listed): boolean {
    const like = listed.lookAlikes(member)
    if (like.length > 0) this.keep(member, 'look-alike', likeReason(like))
    return like.length > 0
  }
}

/** What is said of everybody whom one entry means, where it should mean one person. */
export const severalReason = ({ value, also }: Entry): string =>
  `${also ?? value} is on the list and means several people here; all of them are kept.`

const isLate = (since: number | undefined, bound: number): boolean => since === undefined || since > bound

const likeReason = (like: readonly Entry[]): string =>
  `The address looks like ${like
    .slice(0, 3)
    .map(({ kind, value }) => (kind === 'domain' ? `@${value}` : value))
    .join(' and ')}, which is on the list, in other letters.`
