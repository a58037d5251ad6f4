import { type Clock, systemClock } from '@user-admin/wire/fake/clock'
import { type FakeAnswer, type FakeRequest, type FaultRule, Faults } from '@user-admin/wire/fake/faults'
import { Ledger } from '@user-admin/wire/fake/ledger'
import { serve } from '@user-admin/wire/fake/server'
import type { Hosts } from '../planes.ts'
import type { Tokens } from '../tokens.ts'
import type { FakeAacOptions } from './options.ts'
import { isTokenServer, operationOf, Router } from './router.ts'
import { cycle } from './scim.ts'
import { worldOf } from './seed.ts'
import { stateOf, type WorkspaceState } from './state.ts'
import { type FakeFamily, type FakePrincipal, TokenServer } from './token-server.ts'
import {
  byEmail,
  type FakeMail,
  type FakePerson,
  type FakeWorkspace,
  hasRole,
  isAccepted,
  seatsTaken,
  waysInto,
} from './world.ts'

/** Which member of which workspace. Default: the first of the first. */
export interface FakeMember {
  /** An id or a name. */
  readonly workspace?: number | string | undefined
  /** An id or an e-mail address. */
  readonly person?: number | string | undefined
}

/** A running fake. */
export interface FakeAac extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`: gateway, application and token server at once. */
  readonly url: string
  /** All three are `url`, for `new AacClient({ hosts: fake.hosts, … })`. */
  readonly hosts: Required<Hosts>
  /** Takes requests for the vendor's hosts here: `new AacClient({ region: 'us1', fetch: fake.fetch, … })`. */
  readonly fetch: typeof fetch
  /** Every change, with its caller and time. */
  readonly ledger: Ledger
  readonly clock: Clock
  readonly counters: { readonly exchanges: number; readonly spentPresented: number }
  /** What became of each pair that `tokens` and `creds` handed out, oldest first. */
  readonly families: readonly FakeFamily[]
  /** The workspaces as they are now, in plain JSON. */
  readonly state: readonly WorkspaceState[]
  /** Something goes wrong on the way: by operation name (`refreshToken` for the token server) or `METHOD /path`. */
  fault(rule: FaultRule): void
  /** Nothing goes wrong any more: the rules that are left are dropped. */
  heal(): void
  /** Requests that arrived. */
  requests(): number
  /** A new pair, as the preferences page hands it out: of another family than those before. */
  tokens(member?: FakeMember): Tokens
  /** The same in the form of the vendor's `creds.json`. */
  creds(member?: FakeMember): { readonly access_token: string; readonly refresh_token: string }
  /** A static token of the older kind, without an end. */
  staticToken(member?: FakeMember): string
  /** Where a refresh token stands: the index of its family, and how many exchanges it is away from the first pair. */
  placeOf(refreshToken: string): { readonly family: number; readonly generation: number } | undefined
  /** A service principal that acts as this member: what `clientCredentials` takes. */
  principal(member?: FakeMember): FakePrincipal
  /** Every mail that was sent, oldest first. */
  readonly mails: readonly FakeMail[]
  /** An invited person, by e-mail address or id, follows the link of the mail. `false`: no seat is left, or the person is suspended. */
  accept(person: number | string, workspace?: number | string): boolean
  /** Everybody who is invited does so. Answers with how many came in. */
  acceptAll(workspace?: number | string): number
  /** Does somebody with this address get in, now or by an open invitation? Judged by the state, whatever the API says. */
  canEnter(email: string, workspace?: number | string): boolean
  /** The ways by which: a role given directly, one that a group gives, an invitation that is open. */
  waysIn(email: string, workspace?: number | string): readonly ('role' | 'group' | 'invitation')[]
  /** One cycle of the identity provider: those whom it provisions are put back as it has them. */
  scimCycle(): void
  /** The identity provider lets go of a person: its cycles put the person back no more. */
  scimDrop(email: string, workspace?: number | string): void
  /** Ends every connection and frees the port. */
  close(): Promise<void>
}

/** Starts a fake of both planes and the token server on a free loopback port. It refuses what the real ones refuse. */
export async function startFakeAac(options: FakeAacOptions = {}): Promise<FakeAac> {
  const clock = options.clock ?? systemClock
  const world = worldOf(options.seed ?? {}, clock.now())
  const ledger = new Ledger()
  const faults = new Faults()
  const tokens = new TokenServer(options, clock)
  let serial = 0

  const router = new Router({ options, clock, ledger, world, tokens })

  const answer = (request: FakeRequest): FakeAnswer => {
    serial += 1
    const requestId = serial.toString(16).padStart(32, '0')
    const given = isTokenServer(request) ? tokens.answer(request) : router.answer(request, requestId)
    return { ...given, headers: { 'x-trifacta-request-id': requestId, ...given.headers } }
  }

  const server = await serve({
    answer,
    faults,
    latency: options.latency ?? 0,
    hosts: /(?:^|\.)alteryxcloud\.com$/,
    operation: operationOf,
  })
  if (options.issuer !== undefined) tokens.issuer = options.issuer === 'self' ? `${server.url}/as` : options.issuer

  const workspaceOf = (wanted: number | string | undefined): FakeWorkspace => {
    const found =
      wanted === undefined
        ? world.workspaces[0]
        : world.workspaces.find(({ id, name }) => id === wanted || name === wanted)
    if (found === undefined) throw new Error(`The fake has no workspace ${wanted}.`)
    return found
  }
  const memberOf = ({
    workspace: where,
    person: who,
  }: FakeMember): { workspace: FakeWorkspace; person: FakePerson } => {
    const workspace = workspaceOf(where)
    const person =
      who === undefined
        ? workspace.people.values().next().value
        : typeof who === 'number'
          ? workspace.people.get(who)
          : byEmail(workspace, who)
    if (person === undefined) throw new Error(`The fake's workspace ${workspace.name} has no member ${who}.`)
    return { workspace, person }
  }
  const generate = (member: FakeMember): Tokens => {
    const { workspace, person } = memberOf(member)
    return tokens.generate(workspace, person.id)
  }

  const admit = (workspace: FakeWorkspace, person: FakePerson): boolean => {
    if (person.isDisabled) return false
    const takesSeat = !isAccepted(person) && hasRole(workspace, person)
    if (takesSeat && options.seatsFull !== 'nothing' && seatsTaken(workspace) >= workspace.max_user_number) return false
    const now = new Date(clock.now()).toISOString()
    person.lastLoginTime = now
    person.agreementAcceptedAt = now
    person.name ??= person.email.split('@')[0] ?? person.email
    ledger.record({
      at: clock.now(),
      by: person.email,
      operation: 'acceptInvitation',
      scope: String(workspace.id),
      target: person.email,
    })
    return true
  }

  return {
    url: server.url,
    hosts: { gateway: server.url, app: server.url, tokenServer: server.url },
    fetch: server.fetch,
    ledger,
    clock,
    counters: tokens.counters,
    families: tokens.families,
    get state() {
      return world.workspaces.map(stateOf)
    },
    fault: (rule) => faults.add(rule),
    heal: () => faults.clear(),
    requests: server.requests,
    tokens: (member = {}) => generate(member),
    creds: (member = {}) => {
      const { accessToken, refreshToken } = generate(member)
      return { access_token: accessToken, refresh_token: refreshToken }
    },
    staticToken: (member = {}) => {
      const { workspace, person } = memberOf(member)
      return tokens.generateStatic(workspace, person.id)
    },
    placeOf: (refreshToken) => tokens.place(refreshToken),
    principal: (member = {}) => {
      const { workspace, person } = memberOf(member)
      return tokens.principal(workspace, person.id)
    },
    mails: world.mails,
    accept: (who, where) => {
      const { workspace, person } = memberOf({ workspace: where, person: who })
      return admit(workspace, person)
    },
    acceptAll: (where) => {
      const workspace = workspaceOf(where)
      return [...workspace.people.values()].filter((person) => !isAccepted(person) && admit(workspace, person)).length
    },
    canEnter: (email, where) => waysInto(workspaceOf(where), email).length > 0,
    waysIn: (email, where) => waysInto(workspaceOf(where), email),
    scimCycle: () => cycle(world, options, clock, ledger),
    scimDrop: (email, where) => void workspaceOf(where).provisioned.delete(email.toLowerCase()),
    close: server.close,
    [Symbol.asyncDispose]: server.close,
  }
}
