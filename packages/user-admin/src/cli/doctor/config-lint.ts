import { access } from 'node:fs/promises'
import { resolve } from 'node:path'
import { addressesOf, entries, Listed, nearestOf, type Person } from '../../identity/identity.ts'
import type { Member, Scope } from '../../user-admin.ts'
import type { Config } from '../config/config.ts'
import { bad, type Finding, note } from './report.ts'

/** A target and who is in it. */
export interface Populated {
  readonly target: string
  readonly scope: Scope
  readonly members: readonly Member[]
  readonly roleNames: ReadonlyMap<string, string>
}

/**
 * What can be meant otherwise than it is written.
 *
 * @param read Every target that could be read, with everybody in it; `whole` where that is all of them.
 */
export async function lint(
  config: Config,
  protect: readonly Person[],
  { populated, whole }: { readonly populated: readonly Populated[]; readonly whole: boolean },
  now: number,
): Promise<readonly Finding[]> {
  return [
    ...unusedSources(config),
    ...(await missingFiles(config)),
    ...ended(config, now),
    ...twice(populated),
    ...(protect.length === 0 ? [] : whole ? nobody(protect, populated) : [unread]),
  ]
}

const unread = note('Whether everybody in policy.protect is there could not be told: some targets were not read.')

function unusedSources({ sources = {}, roles = {} }: Config): readonly Finding[] {
  const all = Object.entries(sources)
  const parts = new Set(all.flatMap(([, source]) => ('of' in source ? source.of : [])))
  // Where none is put together of others, each is there to be named by itself.
  if (parts.size === 0) return []
  return all
    .filter(([name, source]) => !('of' in source) && !parts.has(name) && !(name in roles))
    .map(([name]) =>
      note(`The source ${name} is part of no other: only a command that names it reads it (--source ${name}).`),
    )
}

async function missingFiles({ sources = {}, policy, folder }: Config): Promise<readonly Finding[]> {
  const files = [
    ...Object.entries(sources).flatMap(([name, source]) =>
      'file' in source ? [[`the source ${name}`, source.file] as const] : [],
    ),
    ...Object.entries(sources).flatMap(([name, source]) =>
      'tls' in source && source.tls?.ca !== undefined ? [[`the source ${name}`, source.tls.ca] as const] : [],
    ),
    ...(policy?.protectFile === undefined ? [] : [['policy.protectFile', policy.protectFile] as const]),
  ]
  const found = await Promise.all(
    files.map(async ([of, file]) => {
      const path = resolve(folder, file)
      return await access(path).then(
        () => undefined,
        () => bad(`The file of ${of} is not there, or cannot be read: ${path}`),
      )
    }),
  )
  return found.filter((finding) => finding !== undefined)
}

function ended({ policy }: Config, now: number): readonly Finding[] {
  return (policy?.exempt ?? [])
    .filter(({ until }) => Date.parse(until) <= now)
    .map(({ person, until, owner }) =>
      note(`The exemption of ${person} ended on ${until}: take it out, or have ${owner} answer for it anew.`),
    )
}

function twice(all: readonly Populated[]): readonly Finding[] {
  const same = Map.groupBy(all, ({ scope: { system, origin, id } }) => `${system} ${origin} ${id}`)
  return [...same.values()]
    .filter((targets) => targets.length > 1)
    .map((targets) =>
      bad(
        `${targets.map(({ target }) => target).join(' and ')} are one and the same ${targets[0]?.scope.kind ?? 'scope'}: keep one of them.`,
      ),
    )
}

function nobody(protect: readonly Person[], all: readonly Populated[]): readonly Finding[] {
  const list = entries(protect)
  const missing = all.reduce<readonly (typeof list)[number][]>((left, { members, roleNames }) => {
    const without = new Set(new Listed(list, roleNames).missing(members))
    return left.filter((entry) => without.has(entry))
  }, list)
  const near = nearestOf(
    missing.filter(({ kind }) => kind === 'email').map(({ value }) => value),
    all.flatMap(({ members }) => members.flatMap(addressesOf)),
  )
  return missing.map(({ kind, value }) => {
    const [guess] = near.get(value) ?? []
    return bad(
      `policy.protect names ${kind === 'domain' ? '@' : ''}${value}, who is in no target${guess === undefined ? ': correct it, or take it out' : `; did you mean ${guess}?`}`,
    )
  })
}
