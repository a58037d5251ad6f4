import type { Report } from '../apply/apply.ts'
import { differenceBlocks } from '../summary/of-difference.ts'
import { planBlocks } from '../summary/of-plan.ts'
import { reportBlocks } from '../summary/of-report.ts'
import { written } from '../summary/paper.ts'
import type { PlanDifference } from './compare.ts'
import type { Plan } from './plan.ts'

/** How a summary is written. */
export interface SummaryOptions {
  /** How many of each list are shown; the others are counted. Default 10 for a terminal; all for `markdown`, as what is approved is read there. */
  readonly rows?: number | undefined
  /** `markdown` is for a pull request: no name or address in it can act as markup, as a link or as a mention. Default `terminal`. */
  readonly format?: 'terminal' | 'markdown' | undefined
  /** Letters in a line of a terminal: where a table of steps would be wider, it names the effect in fewer words. An address is never cut. Default 100. */
  readonly columns?: number | undefined
}

/**
 * A plan, a report or the difference of two plans in sentences and tables, for whoever has to judge it. Counts come
 * before lists, and what is empty is not said.
 *
 * @throws {UserAdminError} `invalid` for a format that there is not.
 */
export function summarise(what: Plan | Report | PlanDifference, options: SummaryOptions = {}): string {
  const { format = 'terminal', columns = 100 } = options
  const rows = Math.max(0, options.rows ?? (format === 'markdown' ? Number.POSITIVE_INFINITY : 10))
  const blocks =
    'steps' in what ? planBlocks(what, rows) : 'results' in what ? reportBlocks(what, rows) : differenceBlocks(what)
  return written(blocks, { rows, format, columns })
}
