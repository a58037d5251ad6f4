import type { CommandUnknownOpts } from '@commander-js/extra-typings'
import { recordBaseline } from '../../state/baseline.ts'
import { command } from '../command.ts'
import type { Context } from '../context.ts'
import { exits } from '../exit.ts'
import { textTable } from '../text-table.ts'

/** What becomes of one target. */
interface Begun {
  readonly target: string
  readonly baseline: 'recorded' | 'there' | 'would be recorded' | 'lost' | 'older'
  /** ISO 8601. */
  readonly at?: string
  /** People who were counted, without those who are suspended. */
  readonly members?: number
  readonly reason?: string
}

/** `init`: the memory that runs without a person stand on. */
export default (context: Context): CommandUnknownOpts =>
  command()
    .description(
      'Make the state folder, and record who is in each target now. Unattended runs only report where there is no such record. Again does no harm: what is recorded stays.',
    )
    .option('--dry-run', 'say what would be recorded, and record nothing')
    .option('--again', 'record anew, also where there is a record: the way out of a state that was lost or is a copy')
    .addHelpText(
      'after',
      `
Examples:
  user-admin init --dry-run
  user-admin init
  user-admin init --target spring --again`,
    )
    .action(async ({ again: isAgain, dryRun }) => {
      const state = await context.state()
      const targets = await context.targets('read')
      const bar = context.progress('Reading')
      bar.start(targets.length)
      let read = 0
      const begun = await context.each(targets, async ({ name: target, admin }): Promise<Begun> => {
        const known = await state.baseline(admin.scope)
        if (known.kind === 'recorded' && isAgain !== true) return { target, baseline: 'there', at: known.at }
        if ((known.kind === 'lost' || known.kind === 'older') && isAgain !== true)
          return { target, baseline: known.kind, reason: known.reason }
        const { signal, now } = context
        if (dryRun === true) {
          let members = 0
          for await (const { status } of admin.list({ signal })) members += status === 'suspended' ? 0 : 1
          return { target, baseline: 'would be recorded', members }
        }
        const [made] = await recordBaseline(state, admin, { by: context.by(), now, signal })
        read += 1
        bar.update(read, target)
        return { target, baseline: 'recorded', ...(made === undefined ? {} : { at: made.at, members: made.members }) }
      })
      bar.stop()
      const all = begun.map(({ value }) => value)
      const isLost = all.some(({ baseline }) => baseline === 'lost' || baseline === 'older')
      context.answer({
        data: { by: context.by(), baselines: all },
        exit: isLost ? exits.quarantined : exits.ok,
        text: () => text(all),
      })
    })

function text(all: readonly Begun[]): string {
  const says: Readonly<Record<Begun['baseline'], (one: Begun) => string>> = {
    recorded: ({ members }) => `recorded now, ${members ?? 0} people`,
    there: ({ at }) => `recorded ${at?.slice(0, 10) ?? ''}, left as it is`,
    'would be recorded': ({ members }) => `would be recorded, ${members ?? 0} people`,
    lost: ({ reason }) => `lost: ${reason ?? ''} Find out what became of it, then --again.`,
    older: ({ reason }) => `older than it should be: ${reason ?? ''} Find out what became of it, then --again.`,
  }
  return textTable(
    ['TARGET', 'BASELINE'],
    all.map((one) => [one.target, says[one.baseline](one)]),
  )
}
