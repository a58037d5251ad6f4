import * as z from 'zod/mini'

/** A role as a person holds it. */
export interface PersonRole {
  readonly policyId?: string | null | undefined
  /** A role has a `name` (`Viewer`) or a `tag` (`workspace_admin`). */
  readonly name?: string | null | undefined
  readonly tag?: string | null | undefined
}

/**
 * A person of a workspace, in the wire's own names. Only `id` is sure to be there; every other field may be missing or
 * null, and what the server sends besides is kept. Dates are ISO 8601. Source: facts §7.1.
 */
export interface Person {
  /** Digits, always as a string. */
  readonly id: string
  /** A ULID. Never good for a path. */
  readonly gid?: string | null | undefined
  readonly email?: string | null | undefined
  readonly name?: string | null | undefined
  readonly isDisabled?: boolean | null | undefined
  /** `active` or `hidden`. */
  readonly state?: string | null | undefined
  readonly lastStateChange?: string | null | undefined
  /** `null`: never signed in. */
  readonly lastLoginTime?: string | null | undefined
  readonly agreementAcceptedAt?: string | null | undefined
  /** Set on the caller's own record only: it finds no administrators (facts §9.7). */
  readonly isAdmin?: boolean | null | undefined
  /** The roles given directly, where privileges were asked for. */
  readonly authorizationRoles?: readonly PersonRole[] | null | undefined
  readonly createdAt?: string | null | undefined
  readonly updatedAt?: string | null | undefined
  readonly deleted_at?: string | null | undefined
}

/** A workspace, in the wire's own names. Source: facts §7.2. */
export interface Workspace {
  /** Digits, always as a string. */
  readonly id: string
  readonly gid?: string | null | undefined
  readonly name?: string | null | undefined
  readonly custom_url?: string | null | undefined
  readonly state?: string | null | undefined
  readonly max_user_number?: number | null | undefined
  /** Whether invited and suspended people are counted is not known: a cross-check at most. */
  readonly workspace_member_count?: number | null | undefined
  readonly createdAt?: string | null | undefined
}

/** A role of a workspace. Source: facts §3.3. */
export interface Role {
  /** Digits, always as a string: the id that assigns it. */
  readonly policyId: string
  readonly name?: string | null | undefined
  readonly tag?: string | null | undefined
  readonly workspaceId?: string | null | undefined
  readonly userCount?: number | null | undefined
}

/** One page: its rows, and how many there are in all if the server says so. */
export interface Rows<T> {
  readonly data: readonly T[]
  readonly count?: number | undefined
}

/** Checks a value: the value in its typed form, or where it is not what it should be. */
export type Checked<T> = (json: unknown) => { readonly value: T } | { readonly at: string }

// Declared as integer or string; the same id may come as both (facts §9.12).
const id = z.pipe(z.union([z.int().check(z.nonnegative()), z.string().check(z.minLength(1))]), z.transform(String))
const text = z.optional(z.nullable(z.string()))
const flag = z.optional(z.nullable(z.boolean()))
const amount = z.optional(z.nullable(z.number()))
const otherId = z.optional(z.nullable(id))

const heldRoles = z.array(z.looseObject({ policyId: otherId, name: text, tag: text }))

const personForm = z.looseObject({
  id,
  gid: text,
  email: text,
  name: text,
  isDisabled: flag,
  state: text,
  lastStateChange: text,
  lastLoginTime: text,
  agreementAcceptedAt: text,
  isAdmin: flag,
  // A list inside an object is wrapped in `data` elsewhere (`workspacetiers`): both forms are read.
  authorizationRoles: z.optional(
    z.nullable(
      z.union([
        heldRoles,
        z.pipe(
          z.object({ data: heldRoles }),
          z.transform((wrapped) => wrapped.data),
        ),
      ]),
    ),
  ),
  createdAt: text,
  updatedAt: text,
  deleted_at: text,
})

const workspaceForm = z.looseObject({
  id,
  gid: text,
  name: text,
  custom_url: text,
  state: text,
  max_user_number: amount,
  workspace_member_count: amount,
  createdAt: text,
})

const roleForm = z.looseObject({ policyId: id, name: text, tag: text, workspaceId: otherId, userCount: amount })

const count = z.pipe(
  z.optional(z.nullable(z.union([z.int(), z.string().check(z.regex(/^\d+$/))]))),
  z.transform((value) => (value === undefined || value === null ? undefined : Number(value))),
)

/** One person. */
export const onePerson: Checked<Person> = checked(personForm)
/** One workspace. */
export const oneWorkspace: Checked<Workspace> = checked(workspaceForm)
/** A page of people. */
export const somePeople: Checked<Rows<Person>> = checked(z.object({ data: z.array(personForm), count }))
/** A page of workspaces. */
export const someWorkspaces: Checked<Rows<Workspace>> = checked(z.object({ data: z.array(workspaceForm), count }))
/** A page of roles. */
export const someRoles: Checked<Rows<Role>> = checked(z.object({ data: z.array(roleForm), count }))

function checked<T>(form: z.ZodMiniType<T>): Checked<T> {
  return (json) => {
    const result = z.safeParse(form, json)
    return result.success ? { value: result.data } : { at: result.error.issues[0]?.path.join('.') || 'its top' }
  }
}

/** The ids in the answer to an invitation, whose inner form the vendor does not state: numbers, or objects with `personId` or `id`. */
export function invitedIds(json: unknown): readonly string[] {
  const read = z.safeParse(
    z.object({ data: z.array(z.union([id, z.object({ personId: id }), z.object({ id })])) }),
    Array.isArray(json) ? { data: json } : json,
  )
  if (!read.success) return []
  return read.data.data.map((item) => (typeof item === 'string' ? item : 'personId' in item ? item.personId : item.id))
}
