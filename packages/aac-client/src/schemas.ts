import * as z from 'zod/mini'
import { field } from './errors.ts'
import {
  type Field,
  type Fields,
  plainFlag,
  plainId,
  plainList,
  plainPage,
  plainText,
  unfit,
  unlessMissing,
} from './plain-rows.ts'
import type { Group, Person, Role, Workspace } from './records.ts'

/** One page: its rows, and how many there are in all if the server says so. */
export interface Rows<T> {
  readonly data: readonly T[]
  readonly count?: number | undefined
}

/** Checks a value: the value in its typed form, or where it is not what it should be. */
export type Checked<T> = (json: unknown) => { readonly value: T } | { readonly at: string }

// Declared as integer or string; the same id may come as both (facts §9.12). A pattern, since a least length is also asked
// of what is no text but has a `length`, and there throws.
const id = z.pipe(z.union([z.int().check(z.nonnegative()), z.string().check(z.regex(/./s))]), z.transform(String))
const text = z.optional(z.nullable(z.string()))
const flag = z.optional(z.nullable(z.boolean()))
const amount = z.optional(
  z.nullable(z.union([z.number(), z.pipe(z.string().check(z.regex(/^\d+$/)), z.transform(Number))])),
)
const otherId = z.optional(z.nullable(id))
const bareId = z.pipe(
  id,
  z.transform((only) => ({ id: only })),
)

const heldRole = z.looseObject({ policyId: otherId, name: text, tag: text })
const heldRoles = z.array(heldRole)
// A list inside an object is wrapped in `data` elsewhere (`workspacetiers`): both forms are read.
const rolesOfPerson = z.optional(
  z.nullable(
    z.union([
      heldRoles,
      z.pipe(
        z.object({ data: heldRoles }),
        z.transform((wrapped) => wrapped.data),
      ),
    ]),
  ),
)

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
  authorizationRoles: rolesOfPerson,
  createdAt: text,
  updatedAt: text,
  deleted_at: text,
})

// Some servers spell two of the names otherwise (facts §9.16).
const workspaceForm = z.pipe(
  z.looseObject({
    id,
    gid: text,
    name: text,
    custom_url: text,
    state: text,
    max_user_number: amount,
    workspace_member_count: amount,
    userCount: amount,
    workspace_tier: text,
    tier: text,
    createdAt: text,
  }),
  z.transform((workspace) => ({
    ...workspace,
    workspace_member_count: workspace.workspace_member_count ?? workspace.userCount,
    workspace_tier: workspace.workspace_tier ?? workspace.tier,
  })),
)

const roleForm = z.looseObject({ policyId: id, name: text, tag: text, workspaceId: otherId, userCount: amount })

// What an assignment looks like is not known: a person, an id, or a record that names the person (facts §3.3).
const assigneeForm = z.union([
  bareId,
  z.pipe(
    z.looseObject({ ...personForm.shape, id: otherId, personId: id }),
    z.transform((row) => ({ ...row, id: row.personId })),
  ),
  personForm,
])

const memberForm = z.union([bareId, z.looseObject({ id, email: text, name: text })])
const groupRoleForm = z.union([
  z.pipe(
    id,
    z.transform((policyId) => ({ policyId })),
  ),
  z.pipe(
    z.looseObject({ policyId: otherId, id: otherId, name: text, tag: text }),
    z.transform((role) => ({ ...role, policyId: role.policyId ?? role.id })),
  ),
])
// Nobody has published a group (facts §3.4): members or roles in a form that is not known are not told, and the list stands.
const untold = z.pipe(
  z.unknown(),
  z.transform(() => undefined),
)
const members = z.optional(z.union([z.array(memberForm), untold]))

const groupForm = z.pipe(
  z.looseObject({
    id,
    name: text,
    displayName: text,
    workspaceId: otherId,
    status: text,
    scimEnabled: flag,
    autoProvisioned: flag,
    externalId: text,
    members,
    users: members,
    roles: z.optional(z.union([z.array(groupRoleForm), untold])),
  }),
  z.transform((group) => ({
    ...group,
    members: group.members ?? group.users,
    roles: group.roles,
  })),
)

const count = z.pipe(
  z.optional(z.nullable(z.union([z.int(), z.string().check(z.regex(/^\d+$/))]))),
  z.transform((value) => (value === undefined || value === null ? undefined : Number(value))),
)

/** The usual form of the fields above, which is read without their schemas. */
const usual: ReadonlyMap<unknown, () => Field> = new Map<unknown, () => Field>([
  [id, () => plainId],
  [otherId, () => unlessMissing(plainId)],
  [text, () => plainText],
  [flag, () => plainFlag],
  [rolesOfPerson, () => unlessMissing(plainList(fieldsOf(heldRole.shape)))],
])

function fieldsOf(shape: Readonly<Record<string, unknown>>): Fields {
  // A field without a usual form is always for its schema to judge.
  return Object.entries(shape).map(([name, form]) => [name, usual.get(form)?.() ?? ((): unknown => unfit)])
}

/** One person. */
export const onePerson: Checked<Person> = checked(personForm)
/** One workspace. */
export const oneWorkspace: Checked<Workspace> = checked(workspaceForm)
/** A page of people. */
export const somePeople: Checked<Rows<Person>> = page(personForm, fieldsOf(personForm.shape))
/** A page of workspaces. */
export const someWorkspaces: Checked<Rows<Workspace>> = page(workspaceForm)
/** A page of roles. */
export const someRoles: Checked<Rows<Role>> = page(roleForm)
/** A page of the people who hold a role. */
export const someAssignees: Checked<Rows<Person>> = page(assigneeForm)
/** A page of groups. */
export const someGroups: Checked<Rows<Group>> = page(groupForm)

function checked<T>(form: z.ZodMiniType<T>): Checked<T> {
  return (json) => {
    const result = z.safeParse(form, json)
    return result.success ? { value: result.data } : { at: result.error.issues[0]?.path.join('.') || 'its top' }
  }
}

/** Rows come in `data`, groups in `groups`, and some answers are the bare list (facts §3.2, §3.4). */
function page<T>(form: z.ZodMiniType<T>, fields?: Fields): Checked<Rows<T>> {
  const check = checked(z.object({ data: z.array(form), count }))
  return (json) => {
    const read = fields === undefined ? undefined : plainPage(json, fields)
    if (read !== undefined) return { value: read as Rows<T> }
    if (Array.isArray(json)) return check({ data: json })
    const groups = field(json, 'groups')
    return check(groups === undefined ? json : { data: groups, count: field(json, 'count') })
  }
}

/** The ids in the answer to an invitation, whose inner form the vendor does not state: numbers, or objects with `personId` or `id`. */
export function invitedIds(json: unknown): readonly string[] {
  const data = Array.isArray(json) ? json : field(json, 'data')
  const one = z.union([id, z.object({ personId: id }), z.object({ id })])
  const read = z.safeParse(z.array(one), Array.isArray(data) ? data : [data])
  if (!read.success) return []
  return read.data.map((item) => (typeof item === 'string' ? item : 'personId' in item ? item.personId : item.id))
}

/** The address in the answer to a question for an invitation link, whose form the vendor does not state. */
export const oneLink: Checked<string> = (json) => {
  const places = [json, field(json, 'data')].flatMap((place) => [
    place,
    ...['invitationLink', 'link', 'url'].map((name) => field(place, name)),
  ])
  const link = places.find((place) => typeof place === 'string' && /^https:\/\/[^\s]+$/.test(place))
  return typeof link === 'string' ? { value: link } : { at: 'its top' }
}
