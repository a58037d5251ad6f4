import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { UserAdminError } from '../../errors.ts'
import type { Policy } from '../../plan/policy.ts'
import { codeOf } from '../files.ts'
import { UsageError } from '../usage.ts'
import type { Config } from './config.ts'

/** The policy of a configuration, with the people of its files. @throws {UsageError} for a file that cannot be read as one of people. */
export async function policyOf({ policy = {}, folder }: Config): Promise<Policy> {
  const { protectFile, protect = [], ...bounds } = policy
  // A bound that is `undefined` is one that was not given, to a policy as well.
  const rest = bounds as Policy
  if (protectFile === undefined) return { ...rest, protect }
  return { ...rest, protect: [...protect, ...(await peopleIn(resolve(folder, protectFile)))] }
}

/** The addresses of a table of people. @throws {UsageError} where it cannot be read, with the line. */
export async function peopleIn(path: string): Promise<readonly string[]> {
  const { peopleFromCsv } = await import('../../directory/csv.ts')
  try {
    return peopleFromCsv(await readFile(path, 'utf8')).map(({ email }) => email)
  } catch (error) {
    if (error instanceof UserAdminError) throw new UsageError(`${path}: ${error.message}`)
    throw new UsageError(`${path} cannot be read (${codeOf(error)}).`)
  }
}
