import type { OperationName, Plane } from './context.ts'

/** Which route is switched: an operation on both planes, on one, or a whole plane. */
export type RouteSwitch = OperationName | `${Plane}:${OperationName}` | `${Plane}:*`

/** How many requests a minute are taken, for each operation by itself (facts §5). */
export interface FakeQuota {
  /** Of one person. Default: any number. */
  readonly user?: number | undefined
  /** Of everybody in one workspace. Default: any number. */
  readonly workspace?: number | undefined
  /** The operations that have the quota. Default: all. */
  readonly on?: readonly OperationName[] | undefined
}

/** Where the fake takes sides in what nobody knows, or what the sources say two ways (facts §9 – §11). */
export interface AacSwitches {
  /** Routes that answer otherwise: `404` RouteNotFoundException, `410` withdrawn, `403` not for this token. Default `ok`. */
  readonly routes?: Readonly<Partial<Record<RouteSwitch, 'ok' | '403' | '404' | '410'>>> | undefined
  /** Where a withdrawn route carries its `code` and `flagName` (facts §3.6). Default `exception`. */
  readonly withdrawnAt?: 'exception' | 'top' | undefined
  /** The API project id that the gateway insists on (facts §9.5). Default: none. */
  readonly projectId?: string | undefined
  /** What `x-alteryx-workspace-gid` does (facts §9.13). Default `ignored`: the token alone decides. */
  readonly workspaceHeader?: 'ignored' | 'honoured' | undefined
  /** Do static tokens of the older kind still work (facts §9.6)? Default `work`. */
  readonly staticTokens?: 'work' | 'refused' | undefined
  /** How ids stand in bodies (facts §9.12). In a path only digits are an id. Default `numbers`. */
  readonly ids?: 'numbers' | 'strings' | undefined
  /** How keys are spelt: as in the vendor's sample, or as in its specification (facts §9.16). Default `sample`. */
  readonly spelling?: 'sample' | 'specification' | undefined
  /** The word that wraps a list of groups (facts §9.16). Default `groups`. */
  readonly groupsIn?: 'groups' | 'data' | undefined
  /** Who `isAdmin` is shown of (facts §9.7). Default `caller`. */
  readonly isAdminOf?: 'caller' | 'everybody' | undefined
  /** Does `includePrivileges` bring a person's roles? Default true. */
  readonly privileges?: boolean | undefined
  /** Do lists leave out invited and suspended people unless asked for them? Default false. */
  readonly listsOnlyActive?: boolean | undefined
  /** What `status=` does in a workspace's people list. Default `honoured`. */
  readonly statusParameter?: 'honoured' | 'ignored' | 'refused' | undefined
  /** What `includeStatus=` does in the list of the token's own people. Default `honoured`. */
  readonly includeStatusParameter?: 'honoured' | 'ignored' | undefined
  /** Is `includeCount` honoured? Default true. */
  readonly counts?: boolean | undefined
  /** The most rows of one page. Default 1,000. */
  readonly maxLimit?: number | undefined
  /** The most people that one request may name; more are refused whole with 400. Default: any number. */
  readonly maxBatch?: number | undefined
  /** What the answer with an invitation's link looks like. Default `{ invitationLink }`. */
  readonly invitationLinkAnswer?: ((link: string) => unknown) | undefined
  /** How a removal is answered (facts §9.2). Default `204`. */
  readonly removeAnswer?: '204' | '200 []' | '200 {}' | '200 empty' | undefined
  /** How a removal of somebody who is not there is answered (facts §9.3). Default `404` (DataNotFoundException). */
  readonly goneAnswer?: '404' | '410' | '400' | undefined
  /** How the removal of oneself is refused. Default 403. */
  readonly selfRemoval?: 400 | 403 | undefined
  /** How a suspension or a lost role that ends the last administrator is refused, or that it is not (facts §6). Default `done`. */
  readonly lastAdmin?: 'done' | 400 | 403 | undefined
  /** Does a removed person who is invited again keep the id? Default true. */
  readonly sameIdAgain?: boolean | undefined
  /** Is what a removed person owns lost, or does it wait for the person to come back (facts §9.14)? Default `lost`. */
  readonly removedAssets?: 'lost' | 'kept' | undefined
  /** The body that a role's assignment takes: a bare list of ids, or `{ items }` (facts §9.8). Default `array`. */
  readonly assignBody?: 'array' | 'items' | undefined
  /** The method that transfers assets (facts §9.9). Default `PATCH`. */
  readonly transferMethod?: 'PATCH' | 'POST' | undefined
  /** The statuses of groups: those that were seen (200, 201 even for a deletion), or those of the conventions (facts §9.10). Default `seen`. */
  readonly groupStatuses?: 'seen' | 'conventional' | undefined
  /** Do a group's members and roles stand in lists as objects, or as bare ids whatever is asked? Nobody has published one. Default `objects`. */
  readonly groupRows?: 'objects' | 'ids' | undefined
  /** Default: none. */
  readonly quota?: FakeQuota | undefined
  /** In which flavour the gateway refuses what is over a quota; nobody has seen it (facts §5). Default `exception`, as the application. */
  readonly quotaFlavour?: 'exception' | 'fault' | undefined
  /** The header that says how long to wait (facts §9.11). Default `x-retry-after`. */
  readonly retryHeader?: 'x-retry-after' | 'retry-after' | 'none' | undefined
  /** The unit of `x-rate-limit-…-reset`; `mixed`: seconds for the user, milliseconds for the workspace (facts §5). Default `milliseconds`. */
  readonly resetIn?: 'milliseconds' | 'seconds' | 'mixed' | undefined
  /** What happens when every seat is taken: an invitation is refused, an acceptance fails, or nothing. Default `acceptance fails`. */
  readonly seatsFull?: 400 | 403 | 409 | 'acceptance fails' | 'nothing' | undefined
  /** Milliseconds between the cycles of the identity provider. Default: only when `scimCycle()` is called. */
  readonly scimEvery?: number | undefined
}
