import type { CommandUnknownOpts } from '@commander-js/extra-typings'
import type { LeaversEvidence, LeaverVerdict } from '../../evidence/form.ts'
import { figure } from '../../summary/words.ts'
import { command, duration, moment, several } from '../command.ts'
import type { Config } from '../config/config.ts'
import type { Target } from '../config/targets.ts'
import type { Context } from '../context.ts'
import { handOver, keyFor, unopenedIn } from '../evidence-made.ts'
import { exits } from '../exit.ts'
import { expecting } from '../planning.ts'
import { textTable } from '../text-table.ts'
import { UsageError } from '../usage.ts'

/** `evidence leavers`: what became of everybody who left. */
export default (context: Context): CommandUnknownOpts =>
  expecting(command())
    .description(
      'Say of everybody who left what became of them in each target, and write that down for auditors: a table, a page, and everything on which it rests. Reads sources and targets; changes nothing in them. Exits with 7 where somebody is still in, or nobody can tell.',
    )
    .requiredOption('--out <folder>', 'write it there: a new folder, readable for this account only')
    .option('--since <time>', 'who left from then on: a date (2026-01-31), or so long ago (default: 90d)')
    .option('--until <time>', 'who left up to then (default: now)')
    .option('--sla <time>', 'how long somebody who left may be in (default: 24h)')
    .option('--source <name>', 'who left by these sources (default: those of the jobs)', several)
    .option('--sign <key>', 'sign it with this private key: Ed25519, PKCS #8 as PEM (default: audit.sign)')
    .addHelpText(
      'after',
      `
Examples:
  user-admin evidence leavers --since 2026-07-01 --out evidence-q3
  user-admin evidence leavers --since 90d --sla 8h --sign audit.pem --out evidence
  user-admin evidence verify evidence --key audit.pub.pem`,
    )
    .action(async (options) => {
      const now = context.now()
      const since = moment(options.since ?? '90d', now)
      const until = options.until === undefined ? now : moment(options.until, now)
      if (since >= until) throw new UsageError('--since lies before --until: nobody left in between.')
      const sla = duration(options.sla ?? '24h')
      const config = await context.config()
      const names = options.source ?? sourcesIn(config)
      const [sources, key, policy] = await Promise.all([
        Promise.all(names.map((name) => context.source(name))),
        keyFor(context, options.out, options.sign),
        context.policy(),
      ])
      const [targets, state, { surveyOf }, { leaversEvidence }] = await Promise.all([
        opened(context),
        context.state(),
        import('../../evidence/survey.ts'),
        import('../../evidence/leavers.ts'),
      ])
      context.note(
        `Reading ${names.join(', ')} and ${targets.length === 1 ? (targets[0]?.name ?? '') : `${targets.length} targets`} …`,
      )
      const { signal } = context
      const survey = await surveyOf({
        targets: targets.map(({ name, admin }) => ({ name, reader: admin })),
        unopened: unopenedIn(context),
        sources,
        state,
        policy,
        now: context.now,
        signal,
        expectEmpty: options.expectEmpty,
        expectShrunk: options.expectShrunk,
        expectNoAddress: options.expectNoAddress,
      })
      for (const { target, read, problem, why = '' } of survey.targets)
        if (read === 'failed' && problem !== undefined && !context.failed().includes(target))
          context.warn(`${target}: ${why}`)
      for (const { name, reading, why } of survey.sources)
        if (reading !== 'complete') context.warn(`${name} was not read whole: ${why}`)
      const evidence = await leaversEvidence({
        rows: state.journal.rows({ signal }),
        plan: (id) => state.plan(id),
        survey,
        since: new Date(since).toISOString(),
        until: new Date(until).toISOString(),
        sla,
        targets: context.options.target,
      })
      const { folder, manifest } = await handOver(context, options.out, { evidence, survey, key })
      const { counts } = evidence
      // Of a source that was not read whole nobody can tell who left.
      const isDoubtful = survey.sources.some(({ reading }) => reading !== 'complete')
      const isOpen = isDoubtful || counts.remains + counts.held + counts['not-covered'] > 0
      context.answer({
        exit: isOpen ? exits.partly : exits.ok,
        data: { folder, counts, rows: evidence.rows.length, head: manifest.head, signed: key !== undefined },
        text: () => text(evidence, folder),
      })
    })

/** The targets that could be opened. That none could is evidence too: nobody can tell of anybody. */
const opened = async (context: Context): Promise<readonly Target[]> =>
  await context.targets('read').catch((error: unknown) => {
    if (context.failed().length === 0) throw error
    return []
  })

/** The sources whose leavers the jobs take out, or the only one that there is. */
function sourcesIn({ jobs = {}, sources = {} }: Config): readonly string[] {
  const named = new Set(
    Object.values(jobs).flatMap(({ goal }) =>
      'leavers' in goal && typeof goal.leavers === 'string' ? [goal.leavers] : [],
    ),
  )
  if (named.size > 0) return [...named]
  const all = Object.keys(sources)
  const [only] = all
  if (only !== undefined && all.length === 1) return [only]
  throw new UsageError(
    all.length === 0
      ? 'The configuration has no sources, so nobody says who left: add one under sources.'
      : `Say by which source people left: --source ${all[0] ?? 'NAME'} (there are ${all.join(', ')}).`,
  )
}

const words: readonly LeaverVerdict[] = ['remains', 'held', 'not-covered', 'late', 'met']

function text({ rows, counts }: LeaversEvidence, folder: string): string {
  const open = rows.filter(({ verdict }) => verdict !== 'met' && verdict !== 'late')
  const said = words.map((verdict) => `${figure(counts[verdict])} ${verdict.replace('-', ' ')}`).join(', ')
  const table = textTable(
    ['VERDICT', 'PERSON', 'TARGET', 'WHY'],
    open
      .slice(0, 20)
      .map(({ verdict, email, person, target, why }) => [verdict, email || person.id, target || '-', why]),
  )
  return [
    ...(open.length === 0 ? [] : [table, ...(open.length > 20 ? [`and ${open.length - 20} more`] : []), '']),
    `${said}. Written to ${folder}.`,
  ].join('\n')
}
