import { withoutTokens } from '../credentials/whole-token.ts'
import type { UserAdminError } from '../errors.ts'
import { type Exit, isFine } from './exit.ts'
import { isUserAdminError } from './known-error.ts'
import type { PrintedRequest } from './print-request.ts'
import { inShellWords } from './shell-words.ts'
import { UsageError } from './usage.ts'

/** What `--json` prints, once, for every command (`cli.schema.json`). */
export interface Envelope {
  readonly version: 1
  /** The words of the command, as `plan keep-only`; empty where none was understood. */
  readonly command: string
  /** What the process exits with. */
  readonly exit: Exit
  /** Nothing failed: exit is 0, 3 or 4. */
  readonly ok: boolean
  /** Of each command its own. Absent where it came to nothing. */
  readonly data?: unknown
  /** With `--print-request`, in the place of `data`: what would be sent. */
  readonly requests?: readonly PrintedRequest[]
  /** Each target that was asked, by its name. Absent where none was. */
  readonly targets?: readonly TargetResult[]
  readonly warnings: readonly string[]
  readonly error?: Failure
}

/** How one target answered. */
export interface TargetResult {
  readonly target: string
  readonly ok: boolean
  /** Of one that failed: as of {@link Failure}. */
  readonly problem?: Failure['problem']
  readonly message?: string
}

/** What went wrong, in terms that do not depend on the system. */
export interface Failure {
  /** `usage`: the command line or the configuration. `stopped`: the process was told to end. */
  readonly problem: UserAdminError['problem'] | 'usage' | 'stopped'
  readonly message: string
}

/** What an envelope is made of. */
export interface Contents {
  readonly command: string
  readonly exit: Exit
  readonly data?: unknown
  readonly requests?: readonly PrintedRequest[] | undefined
  readonly targets?: readonly TargetResult[] | undefined
  readonly warnings: readonly string[]
  readonly error?: Failure | undefined
}

/** The envelope of a command that ended. */
export function envelope({ command, exit, data, requests, targets, warnings, error }: Contents): Envelope {
  return {
    version: 1,
    command,
    exit,
    ok: isFine(exit),
    ...(data === undefined ? {} : { data }),
    ...(requests === undefined ? {} : { requests }),
    ...(targets === undefined ? {} : { targets }),
    warnings,
    ...(error === undefined ? {} : { error }),
  }
}

/** What may be said of an error: a foreign one may hold anything, so only its kind is told. */
export function failureOf(error: unknown): Failure {
  if (error instanceof UsageError) return { problem: 'usage', message: withoutTokens(error.message) }
  if (isUserAdminError(error)) return { problem: error.problem, message: inShellWords(error.message) }
  if (isStop(error)) return { problem: 'stopped', message: error.message }
  const kind = error instanceof Error ? error.name : typeof error
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? ` ${error.code}` : ''
  return {
    problem: 'unexpected',
    message: `An unexpected error (${kind}${code}). Run it again with USER_ADMIN_DEBUG=1 to see where it came from.`,
  }
}

/** Whether the process was told to end: the reason of its own signal. */
function isStop(error: unknown): error is DOMException {
  return error instanceof DOMException && error.name === 'AbortError'
}
