import type { Columns } from '../../directory/csv.ts'
import type { JobForm } from './job-form.ts'
import type { ReceiverForm } from './notify-form.ts'

/** `user-admin.yaml` as it is written. */
export interface ConfigForm {
  readonly version: 1
  /** The folder of what is kept between runs. Default: as `openState`. */
  readonly state?: string | undefined
  readonly targets: Readonly<Record<string, TargetForm>>
  readonly sources?: Readonly<Record<string, SourceForm>> | undefined
  /** By the name of a source: the roles of whoever is in one of its groups, the first that fits. */
  readonly roles?: Readonly<Record<string, readonly GroupRolesForm[]>> | undefined
  readonly policy?: PolicyForm | undefined
  /** What is done again and again, by name. */
  readonly jobs?: Readonly<Record<string, JobForm>> | undefined
  /** Who is told what regular runs come to, by name. */
  readonly notify?: Readonly<Record<string, ReceiverForm>> | undefined
  /** How what was done is shown to others. */
  readonly audit?: AuditForm | undefined
}

/** `sign`: a private Ed25519 key (PEM), with which the head of the journal and evidence are signed. */
export interface AuditForm {
  readonly sign?: SecretForm | undefined
}

/** One place whose people are administered, or all workspaces of one Houston. */
export type TargetForm = AacTargetForm | HoustonTargetForm

interface EveryTargetForm {
  /** What becomes of what removed people own, unless the command says. */
  readonly assets?: AssetsForm | undefined
  /** What a run that nobody watches may do here. Default `report`. */
  readonly unattended?: 'report' | 'suspend' | 'within-guards' | undefined
}

/** An Alteryx Analytics Cloud workspace. */
export interface AacTargetForm extends EveryTargetForm {
  readonly system: 'aac'
  readonly region?: 'us1' | 'eu1' | 'au1' | undefined
  readonly hosts?:
    | { readonly gateway: string; readonly app: string; readonly tokenServer?: string | undefined }
    | undefined
  /** Its id, gid, name or browser address. Default: the one that the credential is for. */
  readonly workspace?: string | undefined
  readonly projectId?: string | undefined
  /** Whether an identity provider assigns people to it. Default: as its groups show. */
  readonly scim?: boolean | undefined
  readonly credential: AacCredentialForm
}

/** A Houston: the platform, one of its workspaces, or a target for each of several. */
export interface HoustonTargetForm extends EveryTargetForm {
  readonly system: 'houston'
  readonly url: string
  /** Its id, label or browser address. Without it and `workspaces`, the target is the platform: its accounts. */
  readonly workspace?: string | undefined
  /** A target for each, called `NAME/LABEL`. */
  readonly workspaces?: 'all' | readonly string[] | undefined
  readonly release?: string | undefined
  readonly credential: SecretForm
}

/** Where a secret is: never the secret itself. Exactly one of these. */
export interface SecretForm {
  readonly file?: string | undefined
  /** The name of a variable of the environment. */
  readonly env?: string | undefined
  /** A program and its arguments, run without a shell, that prints it. */
  readonly command?: readonly string[] | undefined
  readonly keychain?: KeychainForm | undefined
}

/** An entry of the keychain of macOS, or of the secret service of a Linux desktop. */
export interface KeychainForm {
  readonly service: string
  readonly account: string
}

/**
 * As {@link SecretForm}: `file` holds the pair of the token page and is renewed in place, `command` reads and writes one
 * (see `execTokens`), `env` holds an access token; or a service principal.
 */
export interface AacCredentialForm extends Omit<SecretForm, 'keychain'> {
  readonly client?: { readonly id: string; readonly secret: SecretForm; readonly workspaceGid: string } | undefined
}

/** `leave`, or the address of who receives it. */
export type AssetsForm = 'leave' | { readonly transferTo: string }

/** Where it is written down who belongs. */
export type SourceForm = DirectoryForm | EntraForm | FileForm | CombinedForm

/** An Active Directory: as `activeDirectory` takes it. */
export interface DirectoryForm {
  readonly kind: 'active-directory'
  readonly controllers: readonly string[]
  readonly base: string
  readonly bind: { readonly user: string; readonly password: SecretForm }
  readonly tls?: { readonly ca?: string | undefined; readonly servername?: string | undefined } | undefined
  readonly filter?: string | undefined
  readonly groups?: readonly string[] | undefined
  readonly nested?: 'rule' | 'walk' | undefined
  readonly deleted?: boolean | undefined
  readonly addresses?: readonly ('mail' | 'proxyAddresses' | 'userPrincipalName')[] | undefined
}

/** An Entra ID: as `entraId` takes it. */
export interface EntraForm {
  readonly kind: 'entra-id'
  /** A command that prints an access token for Microsoft Graph, or an application (with `@azure/identity` installed). */
  readonly credential: {
    readonly command?: readonly string[] | undefined
    readonly tenant?: string | undefined
    readonly client?: string | undefined
    readonly secret?: SecretForm | undefined
  }
  readonly groups?: readonly string[] | undefined
  readonly guests?: boolean | undefined
  readonly deleted?: boolean | undefined
  readonly endpoint?: string | undefined
}

/** A file of people: as `csvSource` and `jsonSource` take it. When it was written is the time of its reading. */
export interface FileForm {
  readonly kind: 'csv' | 'json'
  readonly file: string
  /** Which column holds what; `false`: none. Default: what is found by itself. */
  readonly columns?: Columns | undefined
  /** What the words of its column of statuses mean. */
  readonly statuses?: StatusesForm | undefined
  /** How many people it must hold: a number, or a file beside it that holds the number alone. */
  readonly rows?: number | { readonly file: string } | undefined
  /** How old the file may be: `36h`, `7d`. */
  readonly maxAge?: string | undefined
  /** Of JSON: the property that holds the list. */
  readonly list?: string | undefined
}

/** The words of each status, one or several. */
export interface StatusesForm {
  readonly active?: string | readonly string[] | undefined
  readonly disabled?: string | readonly string[] | undefined
  readonly expired?: string | readonly string[] | undefined
  readonly deleted?: string | readonly string[] | undefined
}

/** Several sources that become one. `except`: who is in the first and in none of the others. */
export interface CombinedForm {
  readonly kind: 'union' | 'intersection' | 'except'
  readonly of: readonly string[]
  readonly mayBeEmpty?: readonly string[] | undefined
}

/** Roles for whoever is in a group. */
export interface GroupRolesForm {
  readonly group: string
  readonly roles: readonly string[]
}

/** As `Policy`, with files of people. */
export interface PolicyForm {
  readonly protect?: readonly string[] | undefined
  /** A table of people who are protected besides. */
  readonly protectFile?: string | undefined
  readonly exempt?:
    | readonly {
        readonly person: string
        readonly owner: string
        readonly until: string
        readonly reason?: string | undefined
      }[]
    | undefined
  readonly perRun?:
    | {
        readonly floor?: number | undefined
        readonly share?: number | undefined
        readonly most?: number | undefined
      }
    | undefined
  readonly smallScope?: { readonly members?: number | undefined; readonly removals?: number | undefined } | undefined
  readonly rolling?: { readonly share?: number | undefined; readonly days?: number | undefined } | undefined
  readonly admins?: number | undefined
  readonly shrink?: number | undefined
}
