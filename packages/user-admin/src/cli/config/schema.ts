import * as z from 'zod/mini'
import { file } from './file-rules.ts'
import type {
  AacCredentialForm,
  AacTargetForm,
  AssetsForm,
  AuditForm,
  CombinedForm,
  ConfigForm,
  DirectoryForm,
  EntraForm,
  GroupRolesForm,
  HoustonTargetForm,
  KeychainForm,
  PolicyForm,
  SecretForm,
} from './form.ts'
import { jobWith } from './job-rules.ts'
import { receiverWith } from './notify-rules.ts'
import {
  also,
  byName,
  exactlyOne,
  flag,
  number,
  type Of,
  object,
  oneOf,
  path,
  secretly,
  text,
  texts,
  url,
} from './rules.ts'

// A token may have the form of a name.
const envName = z.string({ error: 'must be the name of a variable of the environment' }).check(
  z.regex(/^(?!eyJ)(?![0-9a-fA-F]{24,}$)[A-Za-z_][A-Za-z0-9_]{0,63}$/, {
    error: 'must be the name of a variable of the environment, not what it holds',
  }),
)
const program = texts('a program or one of its arguments')
const keychain = object<KeychainForm>('{ service, account }', {
  service: text('the name of the service in the keychain'),
  account: text('the name of the account in the keychain'),
})
const secret = secretly<SecretForm>({
  file: also(path),
  env: also(envName),
  command: also(program),
  keychain: also(keychain),
})
const aacCredential = secretly<AacCredentialForm>({
  file: also(path),
  env: also(envName),
  command: also(program),
  client: also(
    object<NonNullable<AacCredentialForm['client']>>('{ id, secret, workspaceGid }', {
      id: text('the id of the service principal'),
      secret,
      workspaceGid: text('the gid of the workspace'),
    }),
  ),
})

const assets: Of<AssetsForm> = z.union(
  [
    z.literal('leave'),
    object<{ readonly transferTo: string }>('{ transferTo: ADDRESS }', { transferTo: text('an e-mail address') }),
  ],
  { error: 'must be leave, or { transferTo: ADDRESS }' },
)
const unattended = oneOf('report', 'suspend', 'within-guards')

const aac = object<AacTargetForm>('a target', {
  system: z.literal('aac'),
  region: also(oneOf('us1', 'eu1', 'au1')),
  hosts: also(
    object<NonNullable<AacTargetForm['hosts']>>('{ gateway, app, tokenServer }', {
      gateway: url,
      app: url,
      tokenServer: also(url),
    }),
  ),
  workspace: also(text('the id, gid, name or browser address of a workspace')),
  projectId: also(text('the id of an API project')),
  scim: also(flag),
  credential: aacCredential,
  assets: also(assets),
  unattended: also(unattended),
}).check(
  z.refine(({ region, hosts }) => (region === undefined) !== (hosts === undefined), {
    error: 'must have region (us1, eu1 or au1), or hosts in its place',
  }),
)

const houston = object<HoustonTargetForm>('a target', {
  system: z.literal('houston'),
  url,
  workspace: also(text('the id, label or browser address of a workspace')),
  workspaces: also(
    z.union([z.literal('all'), texts('the id, label or browser address of a workspace')], {
      error: 'must be all, or a list of workspaces',
    }),
  ),
  release: also(text('a release, such as "0.37.5" in quotes')),
  credential: secret,
  assets: also(assets),
  unattended: also(unattended),
}).check(
  z.refine(({ workspace, workspaces }) => workspace === undefined || workspaces === undefined, {
    error: 'has workspace and workspaces: keep the one that is meant',
  }),
)

const groups = texts('a group')
const directory = object<DirectoryForm>('a source', {
  kind: z.literal('active-directory'),
  controllers: texts('the address of a domain controller, such as ldaps://dc1.corp.example'),
  base: text('where its people are, such as DC=corp,DC=example'),
  bind: object<DirectoryForm['bind']>('{ user, password }', {
    user: text('a distinguished name, a user principal name, or DOMAIN\\user'),
    password: secret,
  }),
  tls: also(
    object<NonNullable<DirectoryForm['tls']>>('{ ca, servername }', {
      ca: also(path),
      servername: also(text('the name in the certificate')),
    }),
  ),
  filter: also(text('a filter of LDAP')),
  groups: also(groups),
  nested: also(oneOf('rule', 'walk')),
  deleted: also(flag),
  addresses: also(
    z.array(oneOf('mail', 'proxyAddresses', 'userPrincipalName'), { error: 'must be a list of attributes' }),
  ),
})
const entra = object<EntraForm>('a source', {
  kind: z.literal('entra-id'),
  credential: object<EntraForm['credential']>('{ command } or { tenant, client, secret }', {
    command: also(program),
    tenant: also(text('the id or a domain of the tenant')),
    client: also(text('the id of the application')),
    secret: also(secret),
  }).check(
    z.refine(
      ({ command, tenant, client, secret: held }) => {
        const parts = [tenant, client, held].filter((one) => one !== undefined).length
        return command === undefined ? parts === 3 : parts === 0
      },
      { error: 'must have command, or tenant, client and secret' },
    ),
  ),
  groups: also(groups),
  guests: also(flag),
  deleted: also(flag),
  endpoint: also(url),
})
const combined = object<CombinedForm>('a source', {
  kind: oneOf('union', 'intersection', 'except'),
  of: texts('the name of a source'),
  mayBeEmpty: also(texts('the name of a source')),
})

const groupRoles = object<GroupRolesForm>('{ group, roles }', { group: text('a group'), roles: texts('a role') })
const share = number('a share from 0 to 1', 1)
const whole = number('a number from 0')
const policy = object<PolicyForm>('a policy', {
  protect: also(texts('an address, a domain (@example.edu) or an id')),
  protectFile: also(path),
  exempt: also(
    z.array(
      object<NonNullable<PolicyForm['exempt']>[number]>('{ person, owner, until }', {
        person: text('an address, a domain (@example.edu) or an id'),
        owner: text('the address of who answers for them'),
        until: text('a date, such as "2027-01-31"'),
        reason: also(text('a sentence')),
      }),
      { error: 'must be a list of { person, owner, until }' },
    ),
  ),
  perRun: also(
    object<NonNullable<PolicyForm['perRun']>>('{ floor, share, most }', {
      floor: also(whole),
      share: also(share),
      most: also(whole),
    }),
  ),
  smallScope: also(
    object<NonNullable<PolicyForm['smallScope']>>('{ members, removals }', {
      members: also(whole),
      removals: also(whole),
    }),
  ),
  rolling: also(
    object<NonNullable<PolicyForm['rolling']>>('{ share, days }', { share: also(share), days: also(whole) }),
  ),
  admins: also(whole),
  shrink: also(share),
})

/** A union that is told apart by one word, which its error names. */
const form: Of<ConfigForm> = object<ConfigForm>('a configuration', {
  version: z.literal(1, { error: 'must be 1' }),
  state: also(text('the path of a folder, from the folder of this file')),
  targets: byName(
    'targets',
    z.discriminatedUnion('system', [aac, houston] as never, { error: 'must have system: aac or houston' }),
  ),
  sources: also(
    byName(
      'sources',
      z.discriminatedUnion('kind', [directory, entra, file, combined] as never, {
        error: 'must have kind: active-directory, entra-id, csv, json, union, intersection or except',
      }),
    ),
  ),
  roles: also(byName('roles', z.array(groupRoles, { error: 'must be a list of { group, roles }' }))),
  policy: also(policy),
  jobs: also(byName('jobs', jobWith(assets))),
  notify: also(byName('receivers', receiverWith(secret))),
  audit: also(object<AuditForm>('{ sign }', { sign: also(secret) })),
})

/** One mistake, where it is and what would be right. */
export interface Mistake {
  readonly path: readonly (string | number)[]
  /** Whether it is the name at the end of the path that is wrong, and not what it holds. */
  readonly isName: boolean
  /** `must be one of us1, eu1, au1`. */
  readonly says: string
}

/** The configuration in its typed form, or its mistakes. */
export function understood(
  value: unknown,
): { readonly config: ConfigForm } | { readonly mistakes: readonly Mistake[] } {
  const { success, data, error } = form.safeParse(value)
  if (success) return { config: data }
  return {
    mistakes: error.issues.flatMap((issue): readonly Mistake[] => {
      const at = issue.path.filter((part) => typeof part !== 'symbol')
      if (issue.code === 'unrecognized_keys')
        return issue.keys.map((key) => ({ path: [...at, key], isName: true, says: issue.message }))
      return [{ path: at, isName: issue.code === 'invalid_key', says: issue.message }]
    }),
  }
}

/** The same as a JSON Schema, for editors. */
export function jsonSchema(): unknown {
  return {
    ...z.toJSONSchema(form, {
      override: ({ zodSchema, jsonSchema: made }) => {
        if (exactlyOne.has(zodSchema)) Object.assign(made, { minProperties: 1, maxProperties: 1 })
      },
    }),
    title: 'user-admin.yaml',
  }
}
