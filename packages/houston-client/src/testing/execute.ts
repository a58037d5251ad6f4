import {
  buildSchema,
  type DocumentNode,
  execute,
  type GraphQLError,
  type GraphQLSchema,
  Kind,
  OperationTypeNode,
  parse,
  specifiedRules,
  validate,
} from 'graphql'
import { databaseField } from './failures.ts'
import type { Caller } from './rbac.ts'
import { rootOf } from './resolvers/all.ts'
import { schemaOf } from './schema.ts'
import { Session } from './session.ts'
import { olderWording } from './wording.ts'
import type { World } from './world.ts'

/** One GraphQL request, as a body or a query string holds it. */
export interface GraphQLRequest {
  readonly query: string
  readonly variables?: Readonly<Record<string, unknown>> | undefined
  readonly operationName?: string | undefined
}

/** What becomes of it: a status, and the body. */
export interface GraphQLAnswer {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

type Prepared = { readonly document: DocumentNode } | { readonly refusal: GraphQLAnswer }

const introspectionOff =
  'GraphQL introspection is not allowed by Apollo Server, but the query contained __schema or __type. To enable introspection, pass introspection: true to ApolloServer in production'

/** Executes requests on the schema of one release, and answers as Apollo Server 2 does (facts §4.1). */
export class Executor {
  readonly #world: World
  readonly #schema: GraphQLSchema
  readonly #prepared: Map<string, Prepared> = new Map()

  constructor(world: World) {
    this.#world = world
    this.#schema = buildSchema(schemaOf(world.profile))
  }

  async run(request: GraphQLRequest, caller: Caller | undefined): Promise<GraphQLAnswer> {
    const prepared = this.#prepare(request.query)
    if ('refusal' in prepared) return prepared.refusal
    const world = this.#world
    const session = new Session(world, caller)
    const result = await execute({
      schema: this.#schema,
      document: prepared.document,
      rootValue: rootOf(session),
      contextValue: session,
      variableValues: request.variables,
      operationName: request.operationName,
    })
    const errors = result.errors?.map((error) => this.#format(error, 'INTERNAL_SERVER_ERROR'))
    // Without data no resolver ran: it is the request that failed.
    if (result.data === undefined) {
      const code = world.profile.legacy ? 'INTERNAL_SERVER_ERROR' : 'BAD_USER_INPUT'
      return { status: 400, body: { errors: result.errors?.map((error) => this.#format(error, code)) } }
    }
    return { status: 200, body: { ...(errors === undefined ? {} : { errors }), data: result.data } }
  }

  /** Whether a text asks for a mutation, as far as it can be read. */
  isMutation(text: string): boolean {
    const prepared = this.#prepare(text)
    return (
      'document' in prepared &&
      prepared.document.definitions.some(
        (one) => one.kind === Kind.OPERATION_DEFINITION && one.operation === OperationTypeNode.MUTATION,
      )
    )
  }

  #prepare(text: string): Prepared {
    const known = this.#prepared.get(text)
    if (known !== undefined) return known
    const prepared = this.#read(text)
    // Documents with values written into them are many; the few that come again are worth keeping.
    if (this.#prepared.size > 500) this.#prepared.clear()
    this.#prepared.set(text, prepared)
    return prepared
  }

  #read(text: string): Prepared {
    const refuse = (errors: readonly GraphQLError[], code: string): Prepared => ({
      refusal: { status: 400, body: { errors: errors.map((error) => this.#format(error, code)) } },
    })
    let document: DocumentNode
    try {
      document = parse(text)
    } catch (error) {
      return refuse([error as GraphQLError], 'GRAPHQL_PARSE_FAILED')
    }
    if (!this.#world.profile.switches.introspection && /\b__(?:schema|type)\b/.test(text)) {
      const error = { message: introspectionOff, extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }
      return { refusal: { status: 400, body: { errors: [error] } } }
    }
    const errors = validate(this.#schema, document, specifiedRules)
    return errors.length > 0 ? refuse(errors, 'GRAPHQL_VALIDATION_FAILED') : { document }
  }

  #format(error: GraphQLError, code: string): Readonly<Record<string, unknown>> {
    const message = this.#world.profile.legacy ? olderWording(error.message) : error.message
    const extensions = { code, ...error.extensions }
    const field = databaseField(error)
    if (field !== undefined) return { message, locations: [], path: [field], extensions }
    return {
      message,
      ...(error.locations === undefined ? {} : { locations: error.locations }),
      ...(error.path === undefined ? {} : { path: error.path }),
      extensions,
    }
  }
}
