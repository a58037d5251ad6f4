import { UserAdminError } from '../../errors.ts'

/** Why a reading is not whole, or did not begin: one sentence that names the fact and the remedy. */
export class Fault extends Error {}

/** The sentence of a fault. What is no fault of a reading is thrown on. */
export function reasonOf(error: unknown): string {
  if (error instanceof Fault) return error.message
  throw error
}

/** The first of many, and how many more there are. */
export function firstOf(names: readonly string[]): string {
  const [first = ''] = names
  return names.length > 1 ? `${first} (and ${names.length - 1} more)` : first
}

/** Options that cannot be right, before anything is sent. */
export const wrong = (message: string): UserAdminError => new UserAdminError('invalid', message)
