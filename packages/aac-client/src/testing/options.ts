import type { Clock } from '@user-admin/wire/fake/clock'
import type { OperationName, Plane } from './operations.ts'

/** A person of a seed: an e-mail address, or as much as matters. The rest is filled in. */
export type SeedPerson =
  | string
  | {
      readonly id?: number | undefined
      readonly email: string
      readonly name?: string | undefined
      /** Default `active`. */
      readonly status?: 'active' | 'invited' | 'suspended' | undefined
      /** Holds `workspace_admin`. Default: true for the first person, else false. */
      readonly isAdmin?: boolean | undefined
      /** By name, tag or policy id. Default `['Viewer']`. */
      readonly roles?: readonly (string | number)[] | undefined
      /** How many things the person owns. Default 0. */
      readonly assets?: number | undefined
      /** ISO 8601. */
      readonly lastLoginTime?: string | null | undefined
      readonly createdAt?: string | undefined
    }

/** A role of a seed. */
export interface SeedRole {
  readonly policyId: number
  readonly name?: string | undefined
  readonly tag?: string | undefined
}

/** A group of a seed. */
export interface SeedGroup {
  readonly id?: number | undefined
  readonly name: string
  /** E-mail addresses or person ids. */
  readonly members: readonly (string | number)[]
  readonly roles?: readonly (string | number)[] | undefined
}

/** A workspace of a seed. */
export interface SeedWorkspace {
  readonly id?: number | undefined
  readonly gid?: string | undefined
  readonly name?: string | undefined
  readonly custom_url?: string | undefined
  /** A number stands for that many made-up people; the first is the caller, the first two are administrators. */
  readonly people?: number | readonly SeedPerson[] | undefined
  /** Default: `workspace_admin` (a tag), `Viewer`, `Full User`. */
  readonly roles?: readonly SeedRole[] | undefined
  readonly groups?: readonly SeedGroup[] | undefined
}

/** Plain JSON in the wire's names. `people`, `roles` and `groups` at the top belong to the first workspace. */
export interface AacSeed {
  readonly workspaces?: number | readonly SeedWorkspace[] | undefined
  readonly people?: number | readonly SeedPerson[] | undefined
  readonly roles?: readonly SeedRole[] | undefined
  readonly groups?: readonly SeedGroup[] | undefined
}

/** Which route is missing: an operation on both planes, on one, or a whole plane. */
export type RouteSwitch = OperationName | `${Plane}:${OperationName}` | `${Plane}:*`

/** What the fake starts with, and where it takes sides in what nobody knows (facts §9 – §11). */
export interface FakeAacOptions {
  /** Default: one workspace with 25 people. */
  readonly seed?: AacSeed | undefined
  /** Default: the system's. */
  readonly clock?: Clock | undefined
  /** Milliseconds before each answer. Default 0. */
  readonly latency?: number | undefined
  /** Seconds that an access token lives. Default 300. */
  readonly tokenLife?: number | undefined
  /** Seconds that a refresh token lives, not prolonged by rotation. Default 365 days. */
  readonly refreshLife?: number | undefined
  /** Seconds in which a spent refresh token is still taken. Default 0. */
  readonly graceSeconds?: number | undefined
  /** Does a spent refresh token that comes again revoke its successors? Default false. */
  readonly reuseRevokes?: boolean | undefined
  /** Changes the token server's answers: odd `expires_in`, `scope`, `id_token`, missing fields. */
  readonly tokenAnswer?: ((answer: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>) | undefined
  /** The `iss` of tokens; `self` is the fake's own address. Default the vendor's, `https://pingauth.alteryxcloud.com/as`. */
  readonly issuer?: string | undefined
  /** The API project id that the gateway insists on. Default: none. */
  readonly projectId?: string | undefined
  /** Routes that are not there: `404` RouteNotFoundException, or `410` withdrawn. */
  readonly routes?: Readonly<Partial<Record<RouteSwitch, 'ok' | '404' | '410'>>> | undefined
  /** Do lists leave out invited and suspended people unless asked for them? Default false. */
  readonly listsOnlyActive?: boolean | undefined
  /** What `status=` does in a workspace's people list. Default `honoured`. */
  readonly statusParameter?: 'honoured' | 'ignored' | 'refused' | undefined
  /** Is `includeCount` honoured? Default true. */
  readonly counts?: boolean | undefined
  /** The most rows of one page. Default 1,000. */
  readonly maxLimit?: number | undefined
  /** How a removal is answered. Default `204`. */
  readonly removeAnswer?: '204' | '200 []' | '200 {}' | '200 empty' | undefined
  /** How a removal of somebody who is not there is answered. Default `404` (DataNotFoundException). */
  readonly goneAnswer?: '404' | '410' | '400' | undefined
  /** How the removal of oneself is refused. Default 403. */
  readonly selfRemoval?: 400 | 403 | undefined
  /** Does a removed person who is invited again keep the id? Default true. */
  readonly sameIdAgain?: boolean | undefined
}
