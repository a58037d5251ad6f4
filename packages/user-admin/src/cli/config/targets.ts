import type { AacClient } from '@user-admin/aac-client'
import type { HoustonClient } from '@user-admin/houston-client'
import pMap from 'p-map'
import { UserAdminError } from '../../errors.ts'
import { nearest } from '../../identity/nearest.ts'
import { translated } from '../../translated.ts'
import type { UserAdmin } from '../../user-admin.ts'
import { UsageError } from '../usage.ts'
import type { Config } from './config.ts'
import { aacToken, type Secrets, secretOf } from './credentials.ts'
import type { AacTargetForm, HoustonTargetForm, TargetForm } from './form.ts'

/** A target of the configuration that answers. */
export interface Target {
  /** As the configuration names it; of several workspaces, `classes/LABEL`. */
  readonly name: string
  readonly admin: UserAdmin
  readonly form: TargetForm
  /** The client below, for what only one system has. */
  readonly client: { readonly aac: AacClient } | { readonly houston: HoustonClient }
}

/** Whether a command only reads its targets, all of them by default; or changes them, and wants them named. */
export type Use = 'read' | 'change'

/** What targets are opened with. */
export interface Opening extends Secrets {
  readonly signal: AbortSignal
  /** Told of each target that could not be opened. */
  readonly onFailed: (name: string, error: unknown) => void
  /** What sends the requests of a target, by its name without the workspace behind it. Default: the runtime's own. */
  readonly fetch?: ((name: string) => typeof fetch) | undefined
}

/** Targets that are opened at once. */
const atOnce = 8

/**
 * The names of the targets that are meant.
 *
 * @throws {UsageError} for a name that there is not, and where something would change in several and nobody said in which.
 */
export function chosen(
  { targets }: Config,
  use: Use,
  asked: { readonly named: readonly string[] | undefined; readonly isAll: boolean },
): readonly string[] {
  const all = Object.keys(targets)
  if (all.length === 0) throw new UsageError('The configuration has no targets: name at least one under targets.')
  if (asked.named !== undefined && asked.isAll)
    throw new UsageError('--target and --all-targets exclude each other: keep the one that is meant.')
  if (asked.named !== undefined) {
    for (const name of asked.named) {
      if (Object.hasOwn(targets, baseOf(name))) continue
      const [near] = nearest(name, all)
      throw new UsageError(
        near === undefined
          ? `There is no target ${JSON.stringify(name)}; there are ${all.join(', ')}.`
          : `There is no target ${JSON.stringify(name)}; did you mean ${near}?`,
      )
    }
    return [...new Set(asked.named)]
  }
  if (use === 'change' && !asked.isAll && all.length > 1)
    throw new UsageError(
      `Say where: --target ${all[0] ?? 'NAME'} (there are ${all.join(', ')}), or --all-targets for every one.`,
    )
  return all
}

/** A name without the workspace behind it. */
const baseOf = (name: string): string => name.split('/')[0] ?? name

/** Opens targets side by side, in the order of their names; whoever fails is told of, and left out. */
export async function openTargets(
  config: Config,
  names: readonly string[],
  opening: Opening,
): Promise<readonly Target[]> {
  const byBase = Map.groupBy(names, baseOf)
  const platforms: Platforms = new Map()
  const opened = await pMap(
    byBase,
    async ([base, wanted]): Promise<readonly Target[]> => {
      const form = config.targets[base]
      if (form === undefined) return []
      try {
        // Anything but a whole one names workspaces of it.
        const only = wanted.includes(base) ? undefined : wanted.map((name) => name.slice(base.length + 1))
        return form.system === 'aac'
          ? [await aac(base, form, config, opening)]
          : await houston({ name: base, form, config, only, platforms }, opening)
      } catch (error) {
        opening.signal.throwIfAborted()
        opening.onFailed(base, named(error))
        return []
      }
    },
    { concurrency: atOnce, signal: opening.signal },
  )
  return opened.flat()
}

/** An error of a client in the terms of this package; an option of it that cannot be meant is one of the configuration. */
const named = (error: unknown): unknown =>
  error instanceof TypeError ? new UserAdminError('invalid', error.message) : translated(error)

async function aac(name: string, form: AacTargetForm, config: Config, opening: Opening): Promise<Target> {
  const [{ AacClient }, { aacWorkspace }] = await Promise.all([
    import('@user-admin/aac-client'),
    import('../../aac/workspace.ts'),
  ])
  const { region, hosts, projectId, workspace, scim } = form
  const token = await aacToken(form.credential, `target ${name}`, config, opening)
  const place = hosts === undefined ? { region: region ?? 'us1' } : { hosts: hostsOf(hosts) }
  const client = new AacClient({ ...place, token, projectId, fetch: opening.fetch?.(name) })
  const admin = await aacWorkspace(client, workspace, { scim, signal: opening.signal })
  return { name, admin, form, client: { aac: client } }
}

const hostsOf = ({ gateway, app, tokenServer }: NonNullable<AacTargetForm['hosts']>) => ({
  gateway,
  app,
  ...(tokenServer === undefined ? {} : { tokenServer }),
})

interface OfHouston {
  readonly name: string
  readonly form: HoustonTargetForm
  readonly config: Config
  /** Which of its workspaces; `undefined` for all that the form says. */
  readonly only: readonly string[] | undefined
  readonly platforms: Platforms
}

/** The client of each installation by its address, release and token: what is the same for its workspaces is read once. */
type Platforms = Map<string, HoustonClient>

async function houston(
  { name, form, config, only, platforms }: OfHouston,
  opening: Opening,
): Promise<readonly Target[]> {
  const [{ HoustonClient }, { houstonPlatform }, { houstonWorkspace }] = await Promise.all([
    import('@user-admin/houston-client'),
    import('../../houston/platform.ts'),
    import('../../houston/workspace.ts'),
  ])
  const { url, release, workspace, workspaces } = form
  const token = secretOf(form.credential, `target ${name}`, config, opening)
  // Asked once for all of its requests, and here: what it says of its failure is our own.
  const held = await token()
  const { fetch, signal } = opening
  const place = JSON.stringify([url, release, held])
  const made = fetch === undefined ? platforms.get(place) : undefined
  const client = made ?? new HoustonClient({ url, token: held, release, fetch: fetch?.(name) })
  platforms.set(place, client)
  const target = (called: string, admin: UserAdmin): Target => ({
    name: called,
    admin,
    form,
    client: { houston: client },
  })
  if (workspaces === undefined) {
    if (only !== undefined)
      throw new UserAdminError('invalid', `Target ${name} is one place, and has no ${only.join(', ')} in it.`)
    return [
      target(
        name,
        workspace === undefined
          ? await houstonPlatform(client, { signal })
          : await houstonWorkspace(client, workspace, { signal }),
      ),
    ]
  }
  const places =
    workspaces === 'all' ? await everyWorkspace(client, signal) : workspaces.map((one) => [one, one] as const)
  if (places.length === 0)
    throw new UserAdminError(
      'not-found',
      `${name} shows this credential no workspaces, and old releases show a service account none: name them by id, workspaces: [ID, …].`,
    )
  const meant = only === undefined ? places : places.filter(([label]) => only.includes(label))
  for (const one of only ?? [])
    if (!meant.some(([label]) => label === one)) {
      const [near] = nearest(
        one,
        places.map(([label]) => label),
      )
      const guess = near === undefined ? '' : `; did you mean ${name}/${near}?`
      opening.onFailed(`${name}/${one}`, new UserAdminError('not-found', `${name} has no workspace ${one}${guess}`))
    }
  const opened = await pMap(
    meant,
    async ([label, id]) => {
      const called = `${name}/${label}`
      try {
        return [target(called, await houstonWorkspace(client, id, { signal }))]
      } catch (error) {
        signal.throwIfAborted()
        opening.onFailed(called, named(error))
        return []
      }
    },
    { concurrency: atOnce, signal },
  )
  return opened.flat()
}

/** Label and id of each workspace; one that shares its label with another goes by its id as well. */
async function everyWorkspace(
  client: HoustonClient,
  signal: AbortSignal,
): Promise<readonly (readonly [label: string, id: string])[]> {
  const all = await client.workspaces({ signal })
  const counts = Map.groupBy(all, ({ label }) => label ?? '')
  return all
    .map(({ id, label }): readonly [string, string] => {
      const name = label ?? ''
      if (name === '') return [id, id]
      return [(counts.get(name)?.length ?? 0) > 1 ? `${name} (${id})` : name, id]
    })
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
}
