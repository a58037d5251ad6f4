import type { UserAdminError } from '../errors.ts'

/**
 * Whether it is the error of this package, by its form: its class comes with both clients, and `--help` should not wait
 * for them.
 */
export function isUserAdminError(error: unknown): error is UserAdminError {
  return error instanceof Error && error.name === 'UserAdminError' && 'problem' in error
}
