import { readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { except, intersection, union } from '../../directory/combining.ts'
import type { FileOptions, Statuses } from '../../directory/csv.ts'
import type { TokenCredential } from '../../directory/entra.ts'
import { withGroupRoles } from '../../directory/group-roles.ts'
import type { Source } from '../../directory/source.ts'
import { UserAdminError } from '../../errors.ts'
import { nearest } from '../../identity/nearest.ts'
import { carried } from '../carried.ts'
import { duration } from '../command.ts'
import { codeOf } from '../files.ts'
import { UsageError } from '../usage.ts'
import type { Config } from './config.ts'
import { type Secrets, secretOf, withoutSecrets } from './credentials.ts'
import type { CombinedForm, DirectoryForm, EntraForm, FileForm, StatusesForm } from './form.ts'
import { printed } from './printed.ts'

/**
 * A source of the configuration, with the roles that its groups give. Only what it needs is loaded.
 *
 * @throws {UsageError} for a name that there is not; {@link UserAdminError} `invalid` for options that cannot be meant.
 */
export async function openSource(config: Config, name: string, secrets: Secrets): Promise<Source> {
  const all = config.sources ?? {}
  const form = Object.hasOwn(all, name) ? all[name] : undefined
  if (form === undefined) {
    const names = Object.keys(all)
    const [near] = nearest(name, names)
    const there = names.length === 0 ? 'the configuration has none' : `there are ${names.join(', ')}`
    throw new UsageError(
      `There is no source ${JSON.stringify(name)}; ${near === undefined ? there : `did you mean ${near}?`}${near === undefined ? '.' : ''}`,
    )
  }
  const source = await plain(config, name, secrets)
  const rules = config.roles?.[name]
  return rules === undefined ? source : withGroupRoles(source, rules)
}

async function plain(config: Config, name: string, secrets: Secrets): Promise<Source> {
  const form = config.sources?.[name]
  switch (form?.kind) {
    case 'active-directory':
      return await directory(config, name, form, secrets)
    case 'entra-id':
      return await entra(config, name, form, secrets)
    case 'csv':
    case 'json':
      return await file(config, name, form)
    case 'union':
    case 'intersection':
    case 'except':
      return await combined(config, name, form, secrets)
    case undefined:
      throw new UsageError(`There is no source ${JSON.stringify(name)}.`)
    default:
      return form satisfies never
  }
}

async function directory(config: Config, name: string, form: DirectoryForm, secrets: Secrets): Promise<Source> {
  const { kind: _kind, bind, tls, ...rest } = form
  const { activeDirectory } = await import('../../directory/ldap.ts')
  const ca = tls?.ca === undefined ? undefined : await textOf(resolve(config.folder, tls.ca))
  return activeDirectory({
    ...rest,
    name,
    bind: { user: bind.user, password: secretOf(bind.password, `source ${name}`, config, secrets) },
    ...(tls === undefined ? {} : { tls: { servername: tls.servername, ca } }),
  })
}

async function entra(config: Config, name: string, form: EntraForm, secrets: Secrets): Promise<Source> {
  const { kind: _kind, credential, ...rest } = form
  const { entraId } = await import('../../directory/entra.ts')
  const { command, tenant, client, secret } = credential
  if (command !== undefined) return entraId({ ...rest, name, credential: byCommand(command, name, config, secrets) })
  if (tenant === undefined || client === undefined || secret === undefined)
    throw new UsageError(`The credential of source ${name} must have command, or tenant, client and secret.`)
  const held = await secretOf(secret, `source ${name}`, config, secrets)()
  return entraId({ ...rest, name, credential: await byApplication(tenant, client, held, name) })
}

/** A token that a command prints each time that one is needed. */
function byCommand(command: readonly string[], name: string, config: Config, secrets: Secrets): TokenCredential {
  return {
    getToken: async (_scopes, options) => ({
      token: await printed(command, {
        what: `The command that prints the token of source ${name}`,
        env: withoutSecrets(config, secrets.env),
        signal: options?.abortSignal ?? secrets.signal,
      }),
      // Asked again soon: what it prints may end at any time.
      expiresOnTimestamp: Date.now() + 5 * 60_000,
    }),
  }
}

/** Installed by who needs it. A literal name would be bundled, or asked for by everybody's installer. */
const azureIdentity: string = '@azure/identity'

async function byApplication(tenant: string, client: string, secret: string, name: string): Promise<TokenCredential> {
  const identity = (await import(azureIdentity).catch(() => {
    const remedy =
      carried() === undefined
        ? 'npm install @azure/identity'
        : 'it does not come with this file: install user-admin and @azure/identity by npm'
    throw new UserAdminError(
      'unsupported',
      `Source ${name} signs in as an application, which needs @azure/identity beside user-admin: ${remedy}, or use credential: { command: […] }.`,
    )
  })) as { readonly ClientSecretCredential: new (tenant: string, client: string, secret: string) => TokenCredential }
  return new identity.ClientSecretCredential(tenant, client, secret)
}

async function file(config: Config, name: string, form: FileForm): Promise<Source> {
  const { kind, columns, statuses, rows, maxAge, list } = form
  const { csvSource, jsonSource } = await import('../../directory/csv.ts')
  const path = resolve(config.folder, form.file)
  const options: FileOptions = {
    name,
    // Bytes, so that its encoding is seen.
    read: ({ signal }) => readFile(path, { signal }),
    writtenAt: async () => (await stat(path)).mtimeMs,
    columns,
    statuses: statuses && statusesOf(statuses),
    rows: typeof rows === 'object' ? () => countIn(resolve(config.folder, rows.file), name) : rows,
    maxAge: maxAge === undefined ? undefined : duration(maxAge),
  }
  return kind === 'csv' ? csvSource(options) : jsonSource({ ...options, list })
}

const statusesOf = (form: StatusesForm): Statuses =>
  Object.fromEntries(
    Object.entries(form).map(([status, words]) => [status, typeof words === 'string' ? [words] : words]),
  )

/** How many people an export says that it holds, in a file that has the number and nothing else. */
async function countIn(path: string, name: string): Promise<number> {
  const text = (await readFile(path, 'utf8')).replace(/^\uFEFF/u, '').trim()
  if (!/^\d{1,9}$/u.test(text))
    throw new UserAdminError(
      'unavailable',
      `${path} says how many people ${name} holds, and has more in it than a whole number, or less.`,
    )
  return Number(text)
}

async function combined(config: Config, name: string, form: CombinedForm, secrets: Secrets): Promise<Source> {
  const parts = await Promise.all(form.of.map((part) => openSource(config, part, secrets)))
  const options = { mayBeEmpty: form.mayBeEmpty }
  const [first, ...others] = parts
  if (form.kind === 'union') return union(name, parts, options)
  if (form.kind === 'intersection') return intersection(name, parts, options)
  if (first === undefined) throw new UsageError(`Source ${name} is put together of nothing.`)
  return except(name, first, others, options)
}

async function textOf(path: string): Promise<string> {
  return await readFile(path, 'utf8').catch((error: unknown) => {
    throw new UsageError(`${path} cannot be read (${codeOf(error)}).`)
  })
}
