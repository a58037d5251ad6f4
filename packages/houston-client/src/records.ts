import { HoustonError } from './errors.ts'
import type { BindingsFragment, TeamCoreFragment, UserCoreFragment } from './generated.ts'

/** A person with an account, and every role that Houston shows of them (facts §6). */
export type User = UserCoreFragment & BindingsFragment

/** A person who was invited and has not signed up. A workspace's invite holds a role; one to the platform means nothing by its role. */
export interface Invite {
  readonly id: string
  /** Lower-case. Empty if the server does not say. */
  readonly email: string
  readonly role: string | null
  /** ISO 8601, if the server says it. */
  readonly createdAt?: string
}

/** A workspace by its id and label. */
export interface Workspace {
  readonly id: string
  readonly label: string | null
  /** Only where one workspace was asked for. */
  readonly description?: string | null
}

/** An Airflow of a workspace. */
export interface Deployment {
  readonly id: string
  readonly label: string | null
  /** What Kubernetes and the CLI call it; not its id (facts §3.10). */
  readonly releaseName: string | null
}

/** A person as a member of a team: without their roles. */
export type TeamMember = UserCoreFragment

/** A group of people, of the identity provider or of Houston itself, with the roles that it gives (facts §2.3). */
export type Team = TeamCoreFragment & {
  /** Where it comes from (`local`, `okta`, …), where the release says so: from 0.35. Before it every team is of an identity provider. */
  readonly provider?: string | null
}

/** The key of a service account, whole. */
export interface SystemKey {
  readonly id: string
  readonly label: string | null
  readonly apiKey: string
}

/** A GraphQL list without holes: a list with a row that could not be read is not a whole list. */
export function rows<T>(list: readonly (T | null)[] | null, operation: string): T[] {
  return seen(list, operation).map((row) => seen(row, operation))
}

/** What the answer to a read must hold. */
export function seen<T>(result: T | null, operation: string): T {
  return whole(result, operation, 'none')
}

/** What the answer to a change must hold. Without it, no one can say what was done. */
export function changed<T>(result: T | null, operation: string): T {
  return whole(result, operation, 'unknown')
}

/** @throws {HoustonError} `protocol` for a null where no error explains it. */
function whole<T>(result: T | null, operation: string, effect: 'none' | 'unknown'): T {
  if (result === null)
    throw new HoustonError('the answer is null and says no reason', {
      kind: 'protocol',
      operation,
      effect,
      status: 200,
    })
  return result
}

/** Whether one of a person's addresses is this one. */
export function hasAddress(user: User, email: string): boolean {
  return (user.emails ?? []).some((one) => one?.address?.toLowerCase() === email)
}

/** Invites in our form; `email` keeps those whose address is really the one asked for, where the server matches a part. */
export function invitesOf(
  list:
    | readonly ({
        readonly id: string | null
        readonly email: string | null
        readonly role: string | null
        readonly createdAt: string | null
      } | null)[]
    | null,
  email: string | undefined,
  operation: string,
): Invite[] {
  return rows(list, operation)
    .map(({ id, email: invited, role, createdAt }) => ({
      id: seen(id, operation),
      email: invited?.toLowerCase() ?? '',
      role,
      ...(createdAt === null ? {} : { createdAt }),
    }))
    .filter((invite) => email === undefined || invite.email === email)
}
