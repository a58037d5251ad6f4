import type { Complete, Snapshot, SourcePerson } from '../directory/source.ts'
import { UserAdminError } from '../errors.ts'
import { addressesOf, canonicalEmail, checkRef, compare, isRef } from '../identity/identity.ts'
import type { PlanState } from '../state.ts'
import { oneLine } from '../summary/text.ts'
import type { Member, UserReader, UserRef } from '../user-admin.ts'
import { whoIn } from './by-directory.ts'
import { checkOptions, checkRead } from './checks.ts'
import { usualMost } from './crowd.ts'
import { type Draft, type DraftedScope, drafted } from './draft.ts'
import type { Goal } from './goal.ts'
import { type Match, peopleOf } from './matching.ts'
import { addressesIn } from './people.ts'
import type { ExplainedScope, ExplainedSource, PersonExplanation } from './person-explanation.ts'
import { fateOf, paragraph } from './person-words.ts'
import type { PlanOptions } from './plan.ts'
import { partsOf } from './sources.ts'
import { keyOf, placeOf } from './world.ts'

/**
 * Says who a person is in the goal's directory and in each scope by now, by which rule, and what a plan would do about
 * them. It reads and changes nothing, and nothing of it is remembered. What was done in the past, `explain` tells.
 *
 * @param person A member or a person of the directory, by id, by any address, or both.
 * @throws {UserAdminError} `invalid` for what names nobody; whatever a reader throws, and `makePlan` for a wrong call. A
 * directory that cannot be trusted is no error here: it is said.
 */
export async function explainPerson(
  person: UserRef,
  readers: UserReader | readonly UserReader[],
  goal: Goal,
  options: PlanOptions = {},
): Promise<PersonExplanation> {
  checkRef(person)
  checkRead(goal)
  checkOptions(options)
  const reading = 'reading' in goal ? goal.reading : undefined
  const asked = new Asked(person, reading)
  const { state, maxPeople = usualMost } = options
  try {
    const looking = state === undefined ? undefined : onlyLooking(state, reading)
    const draft = await drafted(readers, goal, { ...options, maxPeople, state: looking })
    return explained(asked, reading, scopesIn(draft, asked))
  } catch (error) {
    if (!(error instanceof UserAdminError) || error.guard === undefined) throw error
    const all = Array.isArray(readers) ? (readers as readonly UserReader[]) : [readers as UserReader]
    return explained(asked, reading, await stoppedScopes(all, asked, options), error.message)
  }
}

/** The state as if the reading had been recorded; what it is told is not kept. */
function onlyLooking(state: PlanState, reading: Snapshot | undefined): PlanState {
  const isOf = (source: string): Complete | undefined =>
    reading?.kind === 'complete' && reading.source === source ? reading : undefined
  return {
    baseline: (scope) => state.baseline(scope),
    window: (scope, since) => state.window(scope, since),
    lastSnapshot: (source) => state.lastSnapshot(source),
    absences: (source) => state.absences(source, isOf(source)),
    links: (source, scope) => state.links(source, scope),
    record: async () => undefined,
  }
}

/** Who is asked for, and everything that they turn out to be known by. */
class Asked {
  readonly ref: UserRef
  readonly addresses: Set<string>
  /** Of the directory. */
  readonly ids: Set<string>
  /** Those who are meant in the directory before any scope was looked at. */
  readonly people: readonly SourcePerson[]

  constructor(ref: UserRef, reading: Snapshot | undefined) {
    this.ref = ref
    const email = ref.email === undefined ? undefined : canonicalEmail(ref.email)
    this.addresses = new Set(email === undefined ? [] : [email])
    this.ids = new Set(ref.id === undefined ? [] : [ref.id])
    this.people = reading === undefined ? [] : this.recordsIn(reading)
    for (const { id } of this.people) this.ids.add(id)
  }

  /** Everybody of a reading who has one of the addresses or ids. */
  recordsIn(reading: Snapshot): readonly SourcePerson[] {
    const isMeant = (person: SourcePerson): boolean =>
      this.ids.has(person.id) || addressesIn(person).some(({ value }) => this.addresses.has(value))
    return reading.kind === 'complete' ? reading.people.filter(isMeant) : []
  }

  /** Whether a member is the person, or was found to be one of those who are meant in the directory. */
  isMember(member: Member, match: Match | undefined): boolean {
    if (isRef(this.ref, member)) return true
    return match !== undefined && peopleOf(match).some(({ id }) => this.ids.has(id))
  }

  found(member: Member, stored: string | undefined): void {
    for (const address of addressesOf(member)) this.addresses.add(address)
    if (stored !== undefined) this.ids.add(stored)
  }
}

function scopesIn({ plan, parts }: Draft, asked: Asked): readonly ExplainedScope[] {
  const found = parts.map((part) => ({ part, members: membersIn(part, asked) }))
  // Once everybody is known, lest one scope teach what another should have known.
  for (const { part, members } of found)
    for (const { member } of members) asked.found(member, part.ground.links.get(member.id))
  return found.flatMap(({ part: { world, ground }, members }): readonly ExplainedScope[] => {
    const place = placeOf(world.scope)
    const named = { scope: world.key, name: world.scope.name }
    if (members.length === 0) return [{ ...named, outcome: 'not-there', says: `Nobody in ${place} is this person.` }]
    return members.map(({ member, match }) => {
      const source = ground.known?.source
      return {
        ...named,
        member: { id: member.id, email: member.email, status: member.status },
        ...(match === undefined || source === undefined ? {} : matchOf(match, source)),
        ...fateOf(plan, world.key, member, { match, source, place }),
      }
    })
  })
}

function membersIn(
  { world, ground }: DraftedScope,
  asked: Asked,
): readonly { readonly member: Member; readonly match: Match | undefined }[] {
  const who = ground.known === undefined ? undefined : whoIn(ground.known, world, ground)
  return world.members.flatMap((member) => {
    const match = who?.(member).match
    return asked.isMember(member, match) ? [{ member, match }] : []
  })
}

function matchOf(match: Match, source: string): Pick<ExplainedScope, 'match'> {
  if (match.kind !== 'active' && match.kind !== 'left' && match.kind !== 'absent') return {}
  const { rule, person } = match.by
  return { match: { rule, source, person: person.id, status: match.kind === 'absent' ? 'absent' : person.status } }
}

/** Where no plan would be made: who is there all the same. */
async function stoppedScopes(
  readers: readonly UserReader[],
  asked: Asked,
  { signal }: PlanOptions,
): Promise<readonly ExplainedScope[]> {
  const refs: UserRef[] = [
    asked.ref,
    ...asked.people.flatMap((one) => addressesIn(one).map(({ value }) => ({ email: value }))),
  ]
  const scopes: ExplainedScope[] = []
  for (const reader of readers.toSorted((a, b) => compare(keyOf(a.scope), keyOf(b.scope)))) {
    let member: Member | undefined
    for (const ref of refs) member ??= await reader.get(ref, { signal })
    const { scope } = reader
    if (member !== undefined) asked.found(member, undefined)
    const named = { scope: keyOf(scope), name: scope.name }
    scopes.push(
      member === undefined
        ? { ...named, outcome: 'not-there', says: `Nobody in ${placeOf(scope)} is this person.` }
        : {
            ...named,
            member: { id: member.id, email: member.email, status: member.status },
            outcome: 'stopped',
            says: `${member.email === '' ? `The person with the id ${member.id}` : member.email} is in ${placeOf(scope)}, and no plan would be made.`,
          },
    )
  }
  return scopes
}

function explained(
  asked: Asked,
  reading: Snapshot | undefined,
  scopes: readonly ExplainedScope[],
  stopped?: string,
): PersonExplanation {
  const sources = (reading === undefined ? [] : [reading, ...partsOf(reading)]).map(
    (one): ExplainedSource => ({
      name: one.source,
      kind: one.kind,
      readAt: one.readAt,
      proof: one.kind === 'incomplete' ? one.reason : one.proof,
      records: asked.recordsIn(one),
    }),
  )
  const { id, email } = asked.ref
  const explanation = {
    person: { ...(id === undefined ? {} : { id }), ...(email === undefined ? {} : { email }) },
    sources,
    scopes: scopes.map((one) => ({ ...one, says: oneLine(one.says) })),
    ...(stopped === undefined ? {} : { stopped }),
  }
  return { ...explanation, says: oneLine(paragraph(explanation)) }
}
