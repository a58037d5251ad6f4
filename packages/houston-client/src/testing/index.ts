/** @module @user-admin/houston-client/testing */

import { type Clock, type ManualClock, manualClock, systemClock } from '@user-admin/wire/fake/clock'
import { type FakeAnswer, type FakeRequest, type FaultRule, Faults } from '@user-admin/wire/fake/faults'
import { Ledger, type LedgerEntry } from '@user-admin/wire/fake/ledger'
import { serve } from '@user-admin/wire/fake/server'
import { Apollo } from './apollo.ts'
import { Executor } from './execute.ts'
import { answerTo, operationOf } from './http.ts'
import { type ProfileSwitches, profileOf } from './profiles.ts'
import { callerOf } from './rbac.ts'
import { recordedWorld } from './recorded-world.ts'
import { signUp } from './resolvers/sign-up.ts'
import {
  adminKey,
  plant,
  type Seed,
  type SeedBinding,
  type SeedDeployment,
  type SeedInvite,
  type SeedServiceAccount,
  type SeedTeam,
  type SeedUser,
  type SeedWorkspace,
} from './seed.ts'
import { type Snapshot, type SnapshotBinding, snapshotOf } from './snapshot.ts'
import { State } from './state.ts'
import { Tokens } from './tokens.ts'
import { type DatabaseTrouble, Troubles } from './trouble.ts'
import { type EntryScope, type WayIn, waysIn } from './ways-in.ts'

export {
  type Clock,
  type DatabaseTrouble,
  type EntryScope,
  type FakeAnswer,
  type FakeRequest,
  type FaultRule,
  Faults,
  Ledger,
  type LedgerEntry,
  type ManualClock,
  manualClock,
  type ProfileSwitches,
  type Seed,
  type SeedBinding,
  type SeedDeployment,
  type SeedInvite,
  type SeedServiceAccount,
  type SeedTeam,
  type SeedUser,
  type SeedWorkspace,
  type Snapshot,
  type SnapshotBinding,
  type WayIn,
}

/** What a fake Houston is to be. */
export interface FakeHoustonOptions extends ProfileSwitches {
  /**
   * The release that it behaves like: any from 0.13.0 to 2.x, or the name of a profile: `0.16.6`, `0.25`, `0.34`,
   * `0.37`, `apc-1`, `apc-2`. Default `0.34.0`.
   */
  readonly release?: string | undefined
  /** What it holds. Default: 3 workspaces, 200 people; for `0.16.6` those of the server that the recordings are of. */
  readonly seed?: Seed | undefined
  /** Milliseconds before each answer. Default 0. */
  readonly latency?: number | undefined
  /** Where its time comes from. Default: the system. */
  readonly clock?: Clock | undefined
}

/** A Houston on a loopback port, with state. */
export interface FakeHouston extends AsyncDisposable {
  /** Its address, `/v1` included. */
  readonly url: string
  /** For a client of `https://houston.<anything>`: sends its requests here. */
  readonly fetch: typeof fetch
  /** The key of the service account that is system administrator. */
  readonly token: string
  /** Every change it made, oldest first: who, what, where, to whom. */
  readonly ledger: Ledger
  /** The fault rules, to clear them or to count what they struck. */
  readonly faults: Faults
  /** What it holds at this moment, as plain JSON. */
  readonly state: Snapshot
  /** Adds a fault rule: `fault({ on: 'InviteUser', give: 'html', when: 'after' })`. */
  readonly fault: (rule: FaultRule) => void
  /** Nothing goes wrong any more: the rules that are left are dropped. */
  readonly heal: () => void
  /** Lets the database fail once, behind a field: `breakDatabase({ on: 'workspaceAddUser', when: 'after' })`. */
  readonly breakDatabase: (trouble: DatabaseTrouble) => void
  /** Requests that arrived. */
  readonly requests: () => number
  /**
   * A user's token, good for a day of the fake's clock.
   *
   * @throws {TypeError} for an address that no user has.
   */
  readonly userToken: (email: string) => string
  /**
   * An invited person signs up; the id is that of the invite.
   *
   * @throws {TypeError} for an address that nobody invited.
   */
  readonly accept: (email: string) => { readonly id: string }
  /** Everybody who is invited does so, but for who is banned. Answers with how many signed up. */
  readonly acceptAll: () => number
  /**
   * Every way in which a person gets in, as the state has it and not as the API shows it: their own roles, those of their
   * teams and on the platform, open invites. None: they are out.
   *
   * @throws {TypeError} for a workspace or deployment that there is not.
   */
  readonly waysIn: (email: string, scope?: EntryScope) => readonly WayIn[]
  /** Whether there is any such way, into a workspace, a deployment or (without a scope) the platform. */
  readonly canEnter: (email: string, scope?: EntryScope) => boolean
  /** Ends every connection and frees the port. */
  readonly close: () => Promise<void>
}

/**
 * Starts a fake Houston: the real schema of a release, executed by graphql-js, with its permissions,
 * its semantics and its HTTP behaviour (facts §3 – §5, §9.2). It refuses what the server refuses.
 *
 * @throws {TypeError} for a release or a seed that it does not understand.
 */
export async function startFakeHouston(options: FakeHoustonOptions = {}): Promise<FakeHouston> {
  const { release = '0.34.0', latency, clock = systemClock, seed: given, ...switches } = options
  const seed = given ?? (release === '0.16.6' ? recordedWorld : {})
  const world = {
    state: new State(),
    profile: profileOf(release, switches),
    clock,
    ledger: new Ledger(),
    tokens: new Tokens(),
    troubles: new Troubles(),
  }
  plant(world.state, seed)
  const apollo = new Apollo(new Executor(world))
  const faults = new Faults()
  const server = await serve({
    operation: operationOf,
    answer: (request) => answerTo(request, apollo, callerOf(request.headers, world.state, world.tokens, clock.now())),
    faults,
    hosts: /^houston\./,
    ...(latency === undefined ? {} : { latency }),
  })

  return {
    url: `${server.url}/v1`,
    fetch: server.fetch,
    token: adminKey,
    ledger: world.ledger,
    faults,
    get state() {
      return snapshotOf(world.state)
    },
    fault: (rule) => faults.add(rule),
    heal: () => faults.clear(),
    breakDatabase: (trouble) => world.troubles.add(trouble),
    requests: server.requests,
    userToken: (email) => {
      const user = world.state.userByAddress(email)
      if (user === undefined) throw new TypeError(`No user has the address ${email}.`)
      return world.tokens.mint(user, clock.now()).value
    },
    accept: (email) => ({ id: signUp(world, email).id }),
    acceptAll: () => {
      const open = new Set([...world.state.invites.values()].map(({ email }) => email))
      const may = [...open].filter((email) => world.state.userByAddress(email)?.status !== 'banned')
      for (const email of may) signUp(world, email)
      return may.length
    },
    waysIn: (email, scope) => waysIn(world.state, email, scope),
    canEnter: (email, scope) => waysIn(world.state, email, scope).length > 0,
    close: server.close,
    [Symbol.asyncDispose]: server.close,
  }
}
