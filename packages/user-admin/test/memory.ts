import { announced } from '../src/change.ts'
import { isRef } from '../src/identity/identity.ts'
import type {
  ActOptions,
  Caller,
  Change,
  ChangeOptions,
  Deployment,
  Invitation,
  Member,
  Role,
  RoleChange,
  Scope,
  Seats,
  Team,
  UserAdmin,
  UserRef,
} from '../src/index.ts'
import { UserAdminError } from '../src/index.ts'

export const aacScope: Scope = {
  system: 'aac',
  kind: 'workspace',
  origin: 'https://us1.alteryxcloud.com',
  id: '41877',
  name: 'spring-class',
}
export const platformScope: Scope = {
  system: 'houston',
  kind: 'platform',
  origin: 'https://houston.example.com',
  id: 'platform',
  name: 'example.com',
}
export const workspaceScope: Scope = {
  system: 'houston',
  kind: 'workspace',
  origin: 'https://houston.example.com',
  id: 'ws1',
  name: 'Data',
}

export const member = (email: string, about: Partial<Member> = {}): Member => ({
  id: `id-${email}`,
  email,
  aliases: [],
  status: 'active',
  roles: [],
  admin: false,
  access: [{ via: about.status === 'invited' ? 'invite' : 'direct', role: '', managedBy: 'here' }],
  mark: `mark-${email}`,
  native: undefined,
  ...about,
})
export const crowd = (count: number, about: Partial<Member> = {}): Member[] =>
  Array.from({ length: count }, (_, index) => member(`p${String(index).padStart(3, '0')}@example.edu`, about))
/** People of another domain, so that one entry of a list (`@staff.example`) names them all. */
export const staff = (count: number, about: Partial<Member> = {}): Member[] =>
  Array.from({ length: count }, (_, index) => member(`s${String(index).padStart(3, '0')}@staff.example`, about))
const roles: readonly Role[] = [
  { id: 'admin', name: 'Workspace Admin', admin: true },
  { id: 'editor', name: 'Editor', admin: false },
  { id: 'viewer', name: 'Viewer', admin: false },
]
export const me: Caller = { id: 'id-me@example.edu', email: 'me@example.edu', kind: 'person' }

/** The contract over a list in memory: for the rules of plans and runs, which need no wire. */
export class MemoryAdmin implements UserAdmin {
  readonly scope: Scope
  readonly roleModel: 'one' | 'many'
  readonly calls: string[] = []
  caller: Caller = me
  members: Member[]
  /** The ids that its requests were given; a Houston gives none. */
  readonly requests: string[] = []
  /** Runs before each call is sent, after who watches was told; throws to make it fail. */
  before: (call: string, email: string) => void = () => undefined
  /** Runs after each change was made. */
  after: (call: string, email: string) => void = () => undefined
  suspend?: (ref: UserRef, options?: ChangeOptions) => Promise<Change>
  reinstate?: (ref: UserRef, options?: ChangeOptions) => Promise<Change>
  transferAssets?: (from: UserRef, to: UserRef, options?: ChangeOptions) => Promise<void>
  seats?: () => Promise<Seats>
  unseen?: () => Promise<readonly string[]>
  deployments?: () => Promise<readonly Deployment[]>
  setDeploymentRole?: (
    ref: UserRef,
    deployment: string,
    role: string | null,
    options?: ChangeOptions,
  ) => Promise<Change>
  teams?: () => Promise<readonly Team[]>
  addToTeam?: (ref: UserRef, team: string, options?: ChangeOptions) => Promise<Change>

  constructor(members: readonly Member[], scope: Scope = aacScope) {
    this.members = [...members]
    this.scope = scope
    this.roleModel = scope.system === 'aac' ? 'many' : 'one'
    if (scope.system !== 'aac') return
    this.suspend = (ref, options) =>
      this.#change(
        'suspend',
        ref,
        options,
        (found) => this.#replace(found, { status: 'suspended' }),
        ({ status }) => status === 'suspended',
      )
    this.reinstate = (ref, options) =>
      this.#change(
        'reinstate',
        ref,
        options,
        (found) => this.#replace(found, { status: 'active' }),
        ({ status }) => status !== 'suspended',
      )
    this.transferAssets = async (from, receiving, options) => {
      const receiver = this.members.find((one) => isRef(receiving, one))
      const to = ` to ${receiver?.email ?? 'nobody'}`
      await this.#change('transferAssets', from, options, () => undefined, never, to)
    }
  }

  /** Gives the scope what only some have. */
  offer({
    seats,
    unseen,
    deployments,
    teams,
  }: {
    readonly seats?: Seats
    readonly unseen?: readonly string[]
    readonly deployments?: readonly Deployment[]
    readonly teams?: readonly Team[]
  }): this {
    if (seats !== undefined) this.seats = async () => seats
    if (unseen !== undefined) this.unseen = async () => unseen
    if (deployments !== undefined) {
      this.deployments = async () => deployments
      this.setDeploymentRole = (ref, id, role, options) =>
        this.#change(
          'setDeploymentRole',
          ref,
          options,
          (found) => this.#replace(found, { access: [...withoutDeployment(found, id), ...onDeployment(id, role)] }),
          ({ access }) => access.find((way) => way.via === 'deployment' && way.id === id)?.role === (role ?? undefined),
          ` ${role ?? 'nothing'} on ${id}`,
        )
    }
    if (teams !== undefined) {
      const joined = new Map(teams.map(({ id, members = [] }) => [id, new Set(members)]))
      this.teams = async () =>
        teams.map((team) =>
          team.members === undefined ? team : { ...team, members: [...(joined.get(team.id) ?? [])] },
        )
      this.addToTeam = (ref, id, options) =>
        this.#change(
          'addToTeam',
          ref,
          options,
          (found) => void joined.get(id)?.add(found.id),
          (found) => joined.get(id)?.has(found.id) === true,
          ` to ${id}`,
        )
    }
    return this
  }

  whoAmI = async (): Promise<Caller> => this.caller
  roles = async (): Promise<readonly Role[]> => roles
  async *list(): AsyncGenerator<Member> {
    this.before('list', '')
    yield* this.members
  }
  get = async (ref: UserRef): Promise<Member | undefined> => {
    this.before('get', ref.email ?? '')
    return this.members.find((one) => isRef(ref, one))
  }
  invite = async (
    { email, roles: given = [], deployments = [] }: Invitation,
    options?: ActOptions,
  ): Promise<Change> => {
    const found = this.members.find((one) => isRef({ email }, one))
    if (found !== undefined) return { outcome: 'unchanged', member: found }
    await announced(options, undefined)
    this.#call('invite', [email, ...deployments.map(({ id, role }) => `${role} on ${id}`)].join(' '), options)
    const invited = member(email, { status: 'invited', roles: given, mark: `invited-${email}` })
    this.members.push(invited)
    this.after('invite', email)
    return { outcome: 'pending', member: invited }
  }
  setRoles = (ref: UserRef, change: readonly string[] | RoleChange, options?: ChangeOptions): Promise<Change> => {
    const next = ({ roles: held }: Member): readonly string[] => {
      const { add = [], drop = [] } = 'length' in change ? { add: change, drop: held } : change
      return [...new Set([...held.filter((role) => !drop.includes(role)), ...add])]
    }
    return this.#change(
      'setRoles',
      ref,
      options,
      (found) => this.#replace(found, { roles: next(found), admin: next(found).includes('admin') }),
      (found) => String(next(found)) === String(found.roles),
    )
  }
  remove = (ref: UserRef, options?: ChangeOptions): Promise<Change> =>
    this.#change('remove', ref, options, (found) => {
      this.members = this.members.filter((one) => one !== found)
    })

  async #change(
    call: string,
    ref: UserRef,
    options: ChangeOptions | undefined,
    act: (found: Member) => void,
    isSo: (found: Member) => boolean = never,
    detail = '',
  ): Promise<Change> {
    const found = this.members.find((one) => isRef(ref, one))
    if (options?.ifMark !== undefined && found !== undefined && found.mark !== options.ifMark)
      throw new UserAdminError('conflict', 'The membership has changed.')
    if (found === undefined) {
      if (call === 'remove') return { outcome: 'unchanged' }
      throw new UserAdminError('not-found', 'The person is not here.')
    }
    if (isSo(found)) return { outcome: 'unchanged', member: found }
    await announced(options, found)
    this.#call(call, found.email + detail, options)
    // Somebody else may have come between the look and the request.
    const now = this.members.find(({ id }) => id === found.id)
    if (now === undefined && call !== 'remove')
      throw new UserAdminError('not-found', 'The person is not here any more.')
    if (now !== undefined) act(now)
    this.after(call, found.email)
    const after = call === 'remove' ? undefined : this.members.find(({ id }) => id === found.id)
    return { outcome: 'done', ...(after === undefined ? {} : { member: after }) }
  }
  #call(call: string, email: string, options: ActOptions | undefined): void {
    this.before(call, email.split(' ')[0] ?? '')
    this.calls.push(`${call} ${email}`)
    if (this.scope.system !== 'aac') return
    const id = `request-${this.calls.length}`
    this.requests.push(id)
    options?.onRequest?.(id)
  }
  #replace(found: Member, by: Partial<Member>): void {
    this.members = this.members.map((one) => (one === found ? { ...one, ...by, mark: `${one.mark}'` } : one))
  }
}

const never = (): boolean => false
const withoutDeployment = ({ access }: Member, id: string): Member['access'] =>
  access.filter((way) => way.via !== 'deployment' || way.id !== id)
const onDeployment = (id: string, role: string | null): Member['access'] =>
  role === null ? [] : [{ via: 'deployment', id, role, managedBy: 'here' }]
