import {
  type ASTNode,
  type ASTVisitor,
  GraphQLError,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLOutputType,
  GraphQLSchema,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isIntrospectionType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredInputField,
  isScalarType,
  isSpecifiedScalarType,
  type ObjectFieldNode,
  print,
  specifiedRules,
  type ValidationContext,
  type ValueNode,
} from 'graphql'
import { didYouMean } from './suggestions.ts'

type Rule = (context: ValidationContext) => ASTVisitor

/** What graphql-js says of itself since 14. */
const newer: Readonly<Record<string, readonly string[]>> = {
  __Schema: ['description'],
  __Type: ['specifiedByURL', 'isOneOf'],
  __InputValue: ['isDeprecated', 'deprecationReason'],
  __Directive: ['isRepeatable', 'isDeprecated', 'deprecationReason'],
}
/** The fields of it that take arguments since then. */
export const newerArguments: readonly string[] = ['__Type.inputFields', '__Field.args', '__Directive.args']

/** Refuses what an older server does not yet say of its own schema. */
const notYetKnown: Rule = (context) => ({
  Field(node) {
    const type = context.getParentType()?.name ?? ''
    const field = node.name.value
    if (newer[type]?.includes(field) === true)
      context.reportError(new GraphQLError(`Cannot query field "${field}" on type "${type}".`, { nodes: node }))
    if (newerArguments.includes(`${type}.${field}`))
      for (const argument of node.arguments ?? [])
        context.reportError(
          new GraphQLError(`Unknown argument "${argument.name.value}" on field "${type}.${field}".`, {
            nodes: argument,
          }),
        )
  },
})

/** Values written into a document, told as graphql-js 14 tells it: with the type of the place, `!` included. */
const valuesOfCorrectType: Rule = (context) => {
  const report = (message: string, node: ASTNode): void =>
    context.reportError(new GraphQLError(message, { nodes: node }))
  const scalar = (node: ValueNode): void => {
    const place = context.getInputType()
    const type = getNamedType(place)
    if (place === undefined || place === null || type === undefined) return
    const said = print(node)
    if (isEnumType(type)) report(`Expected type ${String(place)}, found ${said}.${enumNames(said, type)}`, node)
    else if (!isScalarType(type)) report(`Expected type ${String(place)}, found ${said}.`, node)
    else {
      try {
        if (type.parseLiteral(node) === undefined) report(`Expected type ${String(place)}, found ${said}.`, node)
      } catch {
        report(`Expected type ${String(place)}, found ${said}.`, node)
      }
    }
  }
  return {
    NullValue(node) {
      const type = context.getInputType()
      if (isNonNullType(type)) report(`Expected type ${String(type)}, found ${print(node)}.`, node)
    },
    ListValue(node) {
      if (isListType(getNullableType(context.getParentInputType()))) return undefined
      scalar(node)
      return false
    },
    ObjectValue(node) {
      const type = getNamedType(context.getInputType())
      if (!isInputObjectType(type)) {
        scalar(node)
        return false
      }
      const given = new Set(node.fields.map((field) => field.name.value))
      for (const field of Object.values(type.getFields()))
        if (!given.has(field.name) && isRequiredInputField(field))
          report(`Field ${type.name}.${field.name} of required type ${String(field.type)} was not provided.`, node)
      return undefined
    },
    ObjectField(node: ObjectFieldNode) {
      const type = getNamedType(context.getParentInputType())
      if (isInputObjectType(type) && !context.getInputType())
        report(
          `Field "${node.name.value}" is not defined by type ${type.name}.${didYouMean(node.name.value, Object.keys(type.getFields()), '', false)}`,
          node,
        )
    },
    EnumValue(node) {
      const type = getNamedType(context.getInputType())
      if (!isEnumType(type)) scalar(node)
      else if (type.getValue(node.value) === undefined || type.getValue(node.value) === null)
        report(`Expected type ${type.name}, found ${node.value}.${enumNames(node.value, type)}`, node)
    },
    IntValue: scalar,
    FloatValue: scalar,
    StringValue: scalar,
    BooleanValue: scalar,
  }
}

function enumNames(said: string, type: { readonly getValues: () => readonly { readonly name: string }[] }): string {
  return didYouMean(
    said,
    type.getValues().map(({ name }) => name),
    'the enum value ',
    false,
  )
}

/** The rules of graphql-js 14: without what came later, and with its own words where ours say less. */
export const olderRules: readonly Rule[] = [
  ...specifiedRules
    .filter(({ name }) => name !== 'MaxIntrospectionDepthRule')
    .map((rule): Rule => (rule.name === 'ValuesOfCorrectTypeRule' ? valuesOfCorrectType : rule)),
  notYetKnown,
]

/** The schema with its types in the order of graphql-js 14, which its suggestions keep; without directives of later. */
export function olderSchema(schema: GraphQLSchema): GraphQLSchema {
  describe(schema)
  const config = schema.toConfig()
  const ordered = new Set<string>()
  const follow = (of: GraphQLInputType | GraphQLOutputType): void => {
    const type: GraphQLNamedType = getNamedType(of)
    visit(type.name)
  }
  const visit = (name: string): void => {
    if (ordered.has(name)) return
    ordered.add(name)
    const type = schema.getType(name)
    if (isInputObjectType(type)) for (const field of Object.values(type.getFields())) follow(field.type)
    if (isObjectType(type))
      for (const field of Object.values(type.getFields())) {
        for (const argument of field.args) follow(argument.type)
        follow(field.type)
      }
  }
  for (const root of ['Query', 'Mutation', 'Subscription', '__Schema']) visit(root)
  for (const { name } of config.types) visit(name)
  return new GraphQLSchema({
    ...config,
    types: [...ordered].flatMap((name) => schema.getType(name) ?? []),
    directives: config.directives.filter(({ name }) => name !== 'specifiedBy' && name !== 'oneOf'),
  })
}

/** What has no description has an empty one, as the tools of that time made it. */
function describe(schema: GraphQLSchema): void {
  const empty = (parts: readonly { description?: string | null | undefined }[]): void => {
    for (const part of parts) part.description ??= ''
  }
  for (const type of Object.values(schema.getTypeMap())) {
    if (isSpecifiedScalarType(type) || isIntrospectionType(type)) continue
    empty([type])
    if (isEnumType(type)) empty(type.getValues())
    if (isInputObjectType(type)) empty(Object.values(type.getFields()))
    if (isObjectType(type)) {
      const fields = Object.values(type.getFields())
      empty(fields)
      empty(fields.flatMap((field) => field.args))
    }
  }
}

/** The fields of a type that the older library knows. */
export function olderNames(type: string, names: readonly string[]): readonly string[] {
  return names.filter((name) => newer[type]?.includes(name) !== true)
}
