import {
  type HoustonClient,
  HoustonError,
  type HoustonRelease,
  type Team,
  type User,
  type UserFilter,
} from '@user-admin/houston-client'
import { Gathering, shared, type Waiting } from '../gathering.ts'
import type { CallOptions } from '../user-admin.ts'
import { type Crews, readTeams } from './teams.ts'

type Invite = Awaited<ReturnType<HoustonClient['invites']>>[number]

/** What is read of one scope for single people, by few requests where many are looked at at once. */
export class Reads {
  /** The accounts that a filter finds. */
  readonly accounts: (filter: UserFilter, o?: CallOptions) => Promise<readonly User[]>
  /** The member of the workspace whom a filter finds. */
  readonly member: (filter: Filter, o?: CallOptions) => Promise<User | undefined>
  readonly #invites: (signal?: AbortSignal) => Promise<readonly Invite[]>
  readonly #teams: (signal?: AbortSignal) => Promise<Crews>

  /**
   * @param workspace Absent for the whole platform.
   * @param wanted The teams that matter.
   */
  constructor(
    client: HoustonClient,
    release: HoustonRelease,
    workspace: string | undefined,
    wanted: (team: Team) => boolean,
  ) {
    this.accounts = several(
      async (filters) => await client.findEach(filters),
      async (filter, o) => await client.findUsers(filter, o),
    )
    this.member = several(
      async (filters) => (await client.findEach(filters, { workspaceUuid: workspace })).map(([member]) => member),
      async (filter, o) => await client.member(workspace ?? '', filter, o),
    )
    this.#invites = shared(() => (workspace === undefined ? client.invites() : client.workspaceInvites(workspace)))
    this.#teams = shared(() => readTeams(client, release, wanted, workspace))
  }

  /** Every open invitation of the scope. */
  async invites({ signal }: CallOptions = {}): Promise<readonly Invite[]> {
    return await this.#invites(signal)
  }

  /** The teams that matter, with their people. */
  async teams({ signal }: CallOptions = {}): Promise<Crews> {
    return await this.#teams(signal)
  }
}

/** Whether something about one of them, or about requests for several, may be why: each alone may fare better. */
const isOfSome = (error: unknown): boolean =>
  isBroken(error) ||
  (error instanceof HoustonError &&
    error.kind !== 'network' &&
    error.kind !== 'timeout' &&
    error.code !== 'UNAUTHENTICATED' &&
    error.status !== 429)

/** The server broke down over what was asked. */
const isBroken = (error: unknown): boolean =>
  error instanceof HoustonError && error.kind === 'network' && error.status === 500

type Filter = { readonly userUuid: string } | { readonly email: string }

/** Looks for one; those who are asked for while others are looked for, together by one request, as long as the server answers those. */
function several<F extends UserFilter, A>(
  many: (filters: readonly F[]) => Promise<readonly A[]>,
  one: (filter: F, o?: CallOptions) => Promise<A>,
): (filter: F, o?: CallOptions) => Promise<A> {
  let isDeaf = false
  const alone = async (all: readonly Waiting<F, A>[]): Promise<void> => {
    await Promise.all(all.map(async ({ asked, answer, fail }) => await one(asked).then(answer, fail)))
  }
  const gathering = new Gathering<F, A>(
    async (all) => {
      if (all.length === 1 || isDeaf) return await alone(all)
      let answers: readonly A[]
      try {
        answers = await many(all.map(({ asked }) => asked))
      } catch (error) {
        if (!isOfSome(error)) throw error
        // Whatever is wrong with one of them, or with such requests: each alone shows whose it is.
        isDeaf ||= !isBroken(error)
        return await alone(all)
      }
      for (const [index, { answer }] of all.entries()) answer(answers[index] as A)
    },
    { most: 20, atOnce: 4 },
  )
  return async (filter, o) => (isDeaf ? await one(filter, o) : await gathering.one(filter, o?.signal))
}
