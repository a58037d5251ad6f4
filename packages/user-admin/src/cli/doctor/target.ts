import { workspacesShown } from '../../houston/find-workspace.ts'
import { type Capabilities, can, type Member } from '../../user-admin.ts'
import type { Target } from '../config/targets.ts'
import { failureOf } from '../envelope.ts'
import { isUserAdminError } from '../known-error.ts'
import { bad, type Finding, note, type TargetReport, type Uncovered } from './report.ts'

/** What a target says of itself and of whoever asks. */
export interface TargetFacts extends Pick<TargetReport, 'scope' | 'as' | 'rights' | 'can' | 'release' | 'findings'> {
  /** Every workspace that this credential is shown. */
  readonly workspaces: readonly Pick<Uncovered, 'id' | 'name'>[]
  /** Everybody, where they were asked for. */
  readonly members: readonly Member[]
  /** The names of its roles, by their ids. */
  readonly roleNames: ReadonlyMap<string, string>
}

const capabilities: readonly (keyof Capabilities)[] = [
  'suspend',
  'transferAssets',
  'remind',
  'seats',
  'setDeploymentRole',
  'addToTeam',
]

/**
 * Asks a target that is open. What it does not answer is a finding.
 *
 * @param about.isAlone No other target needs this credential for more than one workspace.
 * @param about.everybody Whether everybody of it is read, and not only the first.
 */
export async function factsOf(
  { admin, client }: Target,
  {
    isAlone,
    everybody,
    signal,
  }: { readonly isAlone: boolean; readonly everybody: boolean; readonly signal: AbortSignal },
): Promise<TargetFacts> {
  const findings: Finding[] = []
  /** Answers with nothing where it fails, and says so. */
  const asked = async <T>(
    what: string,
    question: () => Promise<T>,
    level: typeof bad = note,
  ): Promise<T | undefined> => {
    try {
      return await question()
    } catch (error) {
      signal.throwIfAborted()
      findings.push(level(`${what} could not be asked for: ${failureOf(error).message}`))
      return undefined
    }
  }
  const { scope } = admin
  const as = (await asked('Who this is', () => admin.whoAmI({ signal }))) ?? null
  const members =
    (await asked(
      'The list of people',
      async () => {
        const read: Member[] = []
        for await (const member of admin.list({ signal })) {
          read.push(member)
          if (!everybody) break
        }
        return read
      },
      bad,
    )) ?? []
  for (const sentence of (await asked('What is not shown', async () => (await admin.unseen?.({ signal })) ?? [])) ?? [])
    findings.push(note(sentence))
  const roles = (await asked('The roles', () => admin.roles({ signal }))) ?? []

  const rights =
    (await asked('What this credential may do', () => rightsOf({ admin, client }, as, signal), bad)) ?? null
  if (rights === 'read')
    findings.push(bad('This credential is not that of an administrator here, and can change nobody: use one that is.'))
  if (rights === 'full' && scope.kind === 'workspace' && isAlone)
    findings.push(
      note(
        'This credential may do more than it needs: it is that of a system administrator, who can delete every account, for one workspace. Use that of an administrator of the workspace.',
      ),
    )
  const workspaces = (await asked('The workspaces', () => workspacesOf(client, signal))) ?? []
  return {
    scope,
    as,
    rights,
    can: capabilities.filter((what) => can(admin, what)),
    release:
      'houston' in client ? ((await asked('The release', () => client.houston.version({ signal }))) ?? null) : null,
    findings,
    workspaces,
    members,
    roleNames: new Map(roles.map(({ id, name }) => [id, name])),
  }
}

async function rightsOf(
  { admin, client }: Pick<Target, 'admin' | 'client'>,
  as: TargetFacts['as'],
  signal: AbortSignal,
): Promise<TargetFacts['rights']> {
  if ('aac' in client) {
    const { id, isAdmin } = await client.aac.currentPerson({ signal })
    if (isAdmin === true) return 'admin'
    const admins = await client.aac.admins(admin.scope.id, { signal })
    return admins.some((one) => one.id === id) ? 'admin' : 'read'
  }
  const { canSysAdmin } = await client.houston.whoAmI({ signal })
  if (canSysAdmin) return 'full'
  if (admin.scope.kind === 'platform') return 'read'
  // What the key of a service account may do, nothing tells but trying.
  if (as === null || as.kind !== 'person') return null
  try {
    const self = await admin.get({ id: as.id }, { signal })
    return self?.admin === true ? 'admin' : 'read'
  } catch (error) {
    // Who administers it may look at it.
    if (isUserAdminError(error) && error.problem === 'forbidden') return 'read'
    throw error
  }
}

async function workspacesOf(
  client: Target['client'],
  signal: AbortSignal,
): Promise<readonly Pick<Uncovered, 'id' | 'name'>[]> {
  if ('aac' in client)
    return (await client.aac.workspaces({ signal })).map(({ id, name }) => ({ id, name: name ?? id }))
  const all = await workspacesShown(client.houston, { signal })
  return all.map(({ id, label }) => ({ id, name: label ?? id }))
}
