import { UserAdminError } from '../errors.ts'
import type { Source } from './source.ts'

/** How several sources become one. */
export interface CombiningOptions {
  /** The names of parts that may hold nobody; otherwise a part that does makes the whole incomplete. */
  readonly mayBeEmpty?: readonly string[] | undefined
}

/** Everybody who is in any of these sources. */
export function union(_name: string, _sources: readonly Source[], _options: CombiningOptions = {}): Source {
  throw new UserAdminError('unsupported', 'Not written yet.')
}

/** Who is in each of these sources, as the first knows them. */
export function intersection(_name: string, _sources: readonly Source[], _options: CombiningOptions = {}): Source {
  throw new UserAdminError('unsupported', 'Not written yet.')
}

/** Who is in the first source and in none of the others. */
export function except(
  _name: string,
  _source: Source,
  _without: readonly Source[],
  _options: CombiningOptions = {},
): Source {
  throw new UserAdminError('unsupported', 'Not written yet.')
}
