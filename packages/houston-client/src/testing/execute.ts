import {
  buildSchema,
  type DocumentNode,
  execute,
  type GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  OperationTypeNode,
  parse,
  specifiedRules,
  validate,
} from 'graphql'
import { databaseField } from './failures.ts'
import { olderRules, olderSchema } from './older-rules.ts'
import type { Caller } from './rbac.ts'
import { rootOf } from './resolvers/all.ts'
import { schemaOf } from './schema.ts'
import { Session } from './session.ts'
import { olderWording } from './wording.ts'
import type { World } from './world.ts'

/** One GraphQL request, as a body or a query string holds it. */
export interface GraphQLRequest {
  readonly query: string
  /** As it came: not everything that comes is an object. */
  readonly variables?: unknown
  readonly operationName?: string | undefined
  /** Whether anything but a query is refused. Default false. */
  readonly readsOnly?: boolean
}

/** What becomes of it: a status, and the body. */
export interface GraphQLAnswer {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

/** Building takes longer than all else of a start, and tests start many. */
const built: Map<string, GraphQLSchema> = new Map()

function builtSchema(text: string, legacy: boolean): GraphQLSchema {
  const known = built.get(text)
  if (known !== undefined) return known
  const schema = buildSchema(text, { assumeValidSDL: true })
  const ready = legacy ? olderSchema(schema) : schema
  built.set(text, ready)
  return ready
}

const notVariables =
  'Variables must be provided as an Object where each property is a variable value. Perhaps look to see if an unparsed JSON string was provided.'

/** What only newer libraries refuse. */
const newerRefusal =
  /^Subscription ".+" must not select an introspection top level field\.$|^Anonymous Subscription must not/

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
    this.#schema = builtSchema(schemaOf(world.profile), world.profile.legacy)
  }

  async run(request: GraphQLRequest, caller: Caller | undefined): Promise<GraphQLAnswer | 'not a read'> {
    const prepared = this.#prepare(request.query)
    if ('refusal' in prepared) return prepared.refusal
    const { document } = prepared
    const { variables, operationName } = request
    if (request.readsOnly === true) {
      const operation = getOperationAST(document, operationName)
      if (!operation) return this.#unrun(`Cannot read property 'operation' of undefined`)
      if (operation.operation !== OperationTypeNode.QUERY) return 'not a read'
    }
    if (variables !== undefined && typeof variables !== 'object') return this.#unrun(notVariables)
    const world = this.#world
    const session = new Session(world, caller)
    const result = await execute({
      schema: this.#schema,
      document,
      rootValue: rootOf(session),
      contextValue: session,
      variableValues: variables as Readonly<Record<string, unknown>> | undefined,
      operationName,
    })
    const errors = result.errors?.map((error) => this.#format(error, 'INTERNAL_SERVER_ERROR'))
    // Without data no resolver ran: it is the request that failed.
    if (result.data === undefined)
      return { status: 400, body: { errors: result.errors?.map((error) => this.#format(error, this.#requestCode())) } }
    return { status: 200, body: { ...(errors === undefined ? {} : { errors }), data: result.data } }
  }

  #requestCode(): string {
    return this.#world.profile.legacy ? 'INTERNAL_SERVER_ERROR' : 'BAD_USER_INPUT'
  }

  #unrun(message: string): GraphQLAnswer {
    return { status: 400, body: { errors: [{ message, extensions: { code: this.#requestCode() } }] } }
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
    const { legacy } = this.#world.profile
    const errors = validate(this.#schema, document, legacy ? olderRules : specifiedRules, {
      maxErrors: legacy ? Infinity : 100,
    }).filter(({ message }) => !legacy || !newerRefusal.test(message))
    return errors.length > 0 ? refuse(errors, 'GRAPHQL_VALIDATION_FAILED') : { document }
  }

  #format(error: GraphQLError, code: string): Readonly<Record<string, unknown>> {
    const message = this.#world.profile.legacy ? olderWording(error.message, this.#schema) : error.message
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
