import {
  type DocumentNode,
  type GraphQLSchema,
  type GraphQLType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isIntrospectionType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  parse,
  separateOperations,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
} from 'graphql'

/** How a server's schema differs from ours, as far as this client can feel it. Names are schema coordinates (`Type.field(argument:)`). */
export interface Difference {
  /** The number of our operations. */
  readonly operations: number
  /** Those that this server does not understand: why, and which other form of the same call it does. */
  readonly misunderstood: readonly {
    readonly operation: string
    readonly why: string
    readonly instead: string | undefined
  }[]
  /** What ours has and theirs has not. */
  readonly ours: readonly string[]
  /** What theirs has and ours has not, on the types and fields that our operations use. */
  readonly theirs: readonly string[]
  /** Fields of our operations whose answer may be what our types rule out. */
  readonly types: readonly { readonly field: string; readonly ours: string; readonly theirs: string }[]
  /** Whether each call has a form that this server understands, and answers as typed. */
  readonly complete: boolean
}

/** Forms of one call: which of them a server understands is a matter of its release (facts §8.4). */
export const forms: readonly (readonly string[])[] = [
  ['AllWorkspaces', 'WorkspacesPage', 'MyWorkspaces'],
  ['DeleteInvite', 'DeleteWorkspaceInvite'],
  ['FindUsers', 'FindUsersFlat'],
  ['ListInvites', 'ListInvitesFlat'],
  ['ListTeams', 'ListIdpTeams'],
  ['ListWorkspaceInvites', 'ListWorkspaceInvitesFlat'],
  ['RemoveUserByUuid', 'RemoveUserById'],
  ['UpsertWorkspaceRole', 'UpdateWorkspaceRole'],
  ['WorkspaceDeployments', 'DeploymentsOfWorkspace'],
  ['WorkspaceMember', 'WorkspaceMemberFlat'],
  ['WorkspaceMembersPage', 'WorkspaceMembers', 'WorkspaceMembersFlat'],
  ['WorkspaceTeams', 'WorkspaceIdpTeams'],
]

/** What the client sends where a document alone is for the code generator: the type of this argument is not known (facts §8.4). */
const sent: ReadonlyMap<string, DocumentNode> = new Map([
  ['RemoveUserById', parse('mutation RemoveUserById { removeUser(id: "id") { id } }')],
])

/** Compares two schemas, where `documents` holds our operations. */
export function differenceOf(ours: GraphQLSchema, theirs: GraphQLSchema, documents: DocumentNode): Difference {
  const separate = Object.entries(separateOperations(documents)).map(
    ([operation, document]) => [operation, sent.get(operation) ?? document] as const,
  )
  const problems = new Map(separate.map(([operation, document]) => [operation, problemOf(theirs, document)]))
  const misunderstood = [...problems].flatMap(([operation, why]) => {
    if (why === undefined) return []
    const others = forms.find((names) => names.includes(operation)) ?? []
    return [{ operation, why, instead: others.find((other) => problems.get(other) === undefined) }]
  })

  const [here, there] = [coordinates(ours), coordinates(theirs)]
  const isLost = (name: string | undefined): boolean => name !== undefined && !there.has(name)
  const used = usedBy(documents, ours)
  const types = [...used].flatMap((field) => {
    const [wanted, given] = [here.get(field), there.get(field)]
    if (wanted === undefined || given === undefined || fits(wanted, given)) return []
    return [{ field, ours: String(wanted), theirs: String(given) }]
  })
  return {
    operations: separate.length,
    misunderstood,
    // Of a type or field that is missing as a whole, the parts are not told one by one.
    ours: [...here.keys()].filter((name) => !there.has(name) && !isLost(wholeOf(name))),
    theirs: [...there.keys()].filter((name) => !here.has(name) && used.has(wholeOf(name) ?? '')),
    types,
    complete: types.length === 0 && misunderstood.every(({ instead }) => instead !== undefined),
  }
}

/** Why a server refuses a document: the name of a field or an argument says more than that of a type around it. */
function problemOf(schema: GraphQLSchema, document: DocumentNode): string | undefined {
  const messages = validate(schema, document).map(({ message }) => message.replace(/ Did you mean .+$/, ''))
  return messages.find((message) => /^(?:Cannot query field|Unknown argument)/.test(message)) ?? messages[0]
}

/** What a coordinate is a part of: `Type.field` of `Type.field(argument:)`, nothing for a type. */
const wholeOf = (name: string): string | undefined =>
  name.includes('.') ? name.replace(/(?:\(.+\)|\.\w+)$/, '') : undefined

/** Every name of a schema, and the type of what a field answers. */
function coordinates(schema: GraphQLSchema): Map<string, GraphQLType | undefined> {
  const found = new Map<string, GraphQLType | undefined>()
  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type) || isSpecifiedScalarType(type)) continue
    found.set(type.name, undefined)
    if (isEnumType(type)) for (const { name } of type.getValues()) found.set(`${type.name}.${name}`, undefined)
    if (isInputObjectType(type))
      for (const name of Object.keys(type.getFields())) found.set(`${type.name}.${name}`, undefined)
    if (!isObjectType(type)) continue
    for (const field of Object.values(type.getFields())) {
      found.set(`${type.name}.${field.name}`, field.type)
      for (const { name } of field.args) found.set(`${type.name}.${field.name}(${name}:)`, undefined)
    }
  }
  return found
}

/** The types and fields that documents touch, variables included. */
function usedBy(documents: DocumentNode, schema: GraphQLSchema): Set<string> {
  const used = new Set<string>()
  const add = (type: GraphQLType): void => {
    const named = getNamedType(type)
    if (used.has(named.name)) return
    used.add(named.name)
    if (isInputObjectType(named)) for (const field of Object.values(named.getFields())) add(field.type)
  }
  const info = new TypeInfo(schema)
  visit(
    documents,
    visitWithTypeInfo(info, {
      Field() {
        const [parent, field] = [info.getParentType(), info.getFieldDef()]
        if (!parent || !field) return
        used.add(`${parent.name}.${field.name}`)
        add(field.type)
        for (const argument of field.args) add(argument.type)
      },
    }),
  )
  return used
}

/** Whether an answer of type `theirs` is always one of type `ours`. A text is a text, whichever scalar or enum it comes from. */
function fits(ours: GraphQLType, theirs: GraphQLType): boolean {
  if (isNonNullType(ours)) return isNonNullType(theirs) && fits(ours.ofType, theirs.ofType)
  if (isNonNullType(theirs)) return fits(ours, theirs.ofType)
  if (isListType(ours) || isListType(theirs))
    return isListType(ours) && isListType(theirs) && fits(ours.ofType, theirs.ofType)
  return answered(ours) === answered(theirs)
}

/** What a named type is in JSON. */
function answered(type: GraphQLType): string {
  const { name } = getNamedType(type)
  return isEnumType(type) || (isScalarType(type) && /^(?:ID|Id|Uuid|DateTime)$/.test(name)) ? 'String' : name
}
