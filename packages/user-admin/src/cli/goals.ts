import { UserAdminError } from '../errors.ts'
import { type Goal, inactive, keepOnly, leavers } from '../plan/goal.ts'
import { roster } from '../plan/roster.ts'
import { moment } from './command.ts'
import { peopleIn } from './config/policy.ts'
import type { Context } from './context.ts'
import { readNamed } from './files.ts'
import { reading } from './planning.ts'
import { UsageError } from './usage.ts'

/** A goal as it is said: on the line of a command that makes a plan, or in a job. Paths of files are whole. */
export type SaidGoal =
  | {
      readonly kind: 'leavers'
      readonly who: SaidPeople
      readonly action?: 'suspend' | 'remove' | undefined
    }
  | { readonly kind: 'keep-only'; readonly who: SaidPeople | 'only-me' }
  | {
      readonly kind: 'roster'
      readonly who: SaidSource | { readonly file: string }
      readonly absent?: 'keep' | 'suspend' | 'remove' | undefined
    }
  | { readonly kind: 'inactive'; readonly since: string; readonly action?: 'suspend' | 'remove' | undefined }

interface SaidSource {
  readonly source: string
}

/** The people of a source; or these people, those of a file, and who holds a role. */
type SaidPeople =
  | SaidSource
  | {
      readonly people?: readonly string[] | undefined
      readonly file?: string | undefined
      readonly roles?: readonly string[] | undefined
    }

/** The source that a goal is read from. */
export const sourceSaid = (said: SaidGoal): string | undefined =>
  'who' in said && typeof said.who === 'object' && 'source' in said.who ? said.who.source : undefined

/** What is meant by it now: its source and files are read. */
export async function goalSaid(context: Context, said: SaidGoal): Promise<Goal> {
  switch (said.kind) {
    case 'leavers': {
      const { who, action } = said
      return 'source' in who
        ? leavers(await reading(context, who.source), { action })
        : leavers(await listed(who), { action })
    }
    case 'keep-only': {
      const { who } = said
      if (who === 'only-me') return keepOnly(who)
      if ('source' in who) return keepOnly(await reading(context, who.source))
      return keepOnly([...(await listed(who)), ...(who.roles ?? []).map((role) => ({ role }))])
    }
    case 'roster': {
      const { who, absent } = said
      return 'source' in who
        ? roster(await reading(context, who.source), { absent })
        : await rosterIn(context, who.file, absent)
    }
    case 'inactive':
      return inactive({ since: moment(said.since, context.now()), action: said.action })
    default:
      return said satisfies never
  }
}

async function listed({ people = [], file }: Exclude<SaidPeople, SaidSource>): Promise<readonly string[]> {
  return [...people, ...(file === undefined ? [] : await peopleIn(file))]
}

async function rosterIn(
  context: Context,
  file: string,
  absent: 'keep' | 'suspend' | 'remove' | undefined,
): Promise<Goal> {
  const [text, { rosterFromCsv }] = await Promise.all([readNamed(context.cwd, file), import('../directory/csv.ts')])
  try {
    const { rows, complete, ignored } = rosterFromCsv(text)
    if (ignored.length > 0) context.warn(`Columns of ${file} that are not read: ${ignored.join(', ')}.`)
    // Without a workspace in it the list is of the one target that is planned, and whole for that.
    const isOfOne = rows.every(({ workspace }) => workspace === undefined)
    return roster(rows, { absent, ...(isOfOne ? {} : { complete }) })
  } catch (error) {
    if (error instanceof UserAdminError) throw new UsageError(`${file}: ${error.message}`)
    throw error
  }
}
