import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  buildClientSchema,
  buildSchema,
  type GraphQLSchema,
  getIntrospectionQuery,
  type IntrospectionQuery,
  lexicographicSortSchema,
  parse,
  printSchema,
} from 'graphql'
import { HoustonClient, HoustonError } from '../src/index.ts'
import { differenceOf } from './difference.ts'
import { report } from './report.ts'

const home = join(import.meta.dirname, '..')
const operations = join(home, 'operations')
const firstLine = '# The schema of a Houston, written by `pnpm codegen`.'

/** Which server to ask, and where its schema goes: by default `houston-<base domain>.graphql`, where the command runs. */
interface Settings {
  readonly url: string
  readonly token: string | undefined
  readonly file: string | undefined
}

/** How it ended. 0: this server understands all that the client needs. 1: it does not. 2: the settings. 3: the server. */
interface Ending {
  readonly exitCode: 0 | 1 | 2 | 3
  readonly text: string
}

/** Writes the schema of a server to a file, and tells what differs from ours. */
export async function survey(settings: Settings): Promise<Ending> {
  const ended = (exitCode: 2 | 3, fact: string): Ending => ({ exitCode, text: `pnpm codegen: ${fact}\n` })
  let houston: HoustonClient
  try {
    houston = new HoustonClient(settings)
  } catch (error) {
    return ended(2, `HOUSTON_URL: ${error instanceof Error ? error.message : 'is not an address'}`)
  }
  const host = new URL(houston.url).host.replace(/^houston\./, '').replaceAll(/[^\w.-]+/g, '-')
  const file = settings.file ?? `houston-${host}.graphql`
  if (!free(file)) return ended(2, `HOUSTON_SCHEMA: ${file} is there already, and was not written by this command`)

  let theirs: GraphQLSchema
  let release: string | undefined
  try {
    // Anybody may ask for the schema: only this tells a token that the server does not know.
    await houston.whoAmI()
    theirs = await schemaOf(houston)
    release = await houston.version()
  } catch (error) {
    if (!(error instanceof HoustonError)) throw error
    return ended(error.code === 'NO_TOKEN' || error.code === 'BAD_TOKEN' ? 2 : 3, sentence(error))
  }

  const server = `${houston.url}, ${release === undefined ? 'which does not say its release' : `Houston ${release}`}`
  try {
    // Sorted, so that two of them differ only where the servers do.
    writeFileSync(file, `${firstLine}\n# ${server}\n\n${printSchema(lexicographicSortSchema(theirs))}\n`)
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException
    return ended(2, `HOUSTON_SCHEMA: ${file} cannot be written (${code})`)
  }

  const ours = buildSchema(readFileSync(join(home, 'schema.graphql'), 'utf8'))
  const difference = differenceOf(ours, theirs, parse(documents()))
  return { exitCode: difference.complete ? 0 : 1, text: `${server}\nIts schema: ${file}\n\n${report(difference)}` }
}

/** Every document of this package, in one text: fragments lie in files of their own. */
const documents = (): string =>
  readdirSync(operations)
    .map((name) => readFileSync(join(operations, name), 'utf8'))
    .join('\n')

/** Whether nothing is lost when it is written: our own schema, for one, lies where a hurried hand may point. */
function free(file: string): boolean {
  const found = statSync(file, { throwIfNoEntry: false })
  return found === undefined || (found.isFile() && readFileSync(file, 'utf8').startsWith(firstLine))
}

async function schemaOf(houston: HoustonClient): Promise<GraphQLSchema> {
  const answer = await houston.execute<IntrospectionQuery, object>(getIntrospectionQuery(), {})
  try {
    // Some servers use names that GraphQL reserves for itself: not ours to judge.
    return buildClientSchema(answer, { assumeValid: true })
  } catch {
    // What graphql-js says of it may hold any text of the answer.
    const facts = { kind: 'protocol', operation: 'IntrospectionQuery', effect: 'none' } as const
    throw new HoustonError('the answer is not the schema of a GraphQL server', facts)
  }
}

/** What went wrong, and what to do about it. */
function sentence({ message, operation, code, status }: HoustonError): string {
  if (/^(?:NO_TOKEN|BAD_TOKEN|UNAUTHENTICATED)$/.test(code ?? ''))
    return `HOUSTON_TOKEN: ${message.slice(operation.length + 2)}`
  // Whatever the wording: a request that failed validation.
  return operation === 'IntrospectionQuery' && status === 400
    ? 'the server does not tell its schema: set astronomer.houston.config.apollo.introspection to true in the Helm values, or see docs/own-server.md'
    : message
}
