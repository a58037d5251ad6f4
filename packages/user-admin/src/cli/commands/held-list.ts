import type { CommandUnknownOpts } from '@commander-js/extra-typings'
import { command, oneOf } from '../command.ts'
import type { Context } from '../context.ts'
import { exits } from '../exit.ts'
import { type HeldRow, rowOf } from '../held-named.ts'
import { textTable } from '../text-table.ts'
import { UsageError } from '../usage.ts'

const statuses = oneOf(['waiting', 'approved', 'rejected', 'superseded', 'applied', 'expired'])

/** `held list`: the plans that wait for a person. */
export default (context: Context): CommandUnknownOpts =>
  command()
    .description(
      'List the plans that wait for a person. Exits with 3 where some do. Within 72 hours of its making a plan is decided about and carried out, or made anew.',
    )
    .option('--status <status>', 'those of another status: approved, rejected, superseded, applied, expired', statuses)
    .option('--all', 'those of every status')
    .addHelpText(
      'after',
      `
Examples:
  user-admin held list
  user-admin held list --all --json`,
    )
    .action(async ({ status, all }) => {
      if (status !== undefined && all === true)
        throw new UsageError('--status and --all exclude each other: keep the one that is meant.')
      const state = await context.state()
      const held = (await state.held.list(all === true ? undefined : (status ?? 'waiting'))).map(rowOf)
      const waiting = held.filter((one) => one.status === 'waiting').length
      context.answer({
        exit: waiting > 0 ? exits.pending : exits.ok,
        data: { held },
        text: () =>
          held.length === 0
            ? status === undefined && all !== true
              ? 'No plan waits.'
              : 'There is none.'
            : table(held),
      })
    })

const table = (held: readonly HeldRow[]): string =>
  textTable(
    ['PLAN', 'STATUS', 'SINCE', 'BY', 'SCOPES', 'STEPS', 'HELD', 'WHY'],
    held.map((one) => [
      one.id.slice(0, 12),
      one.status,
      one.since.slice(0, 16),
      one.by,
      one.scopes.length > 3 ? `${one.scopes.slice(0, 3).join(', ')}, …` : one.scopes.join(', '),
      String(one.steps),
      String(one.held),
      one.why,
    ]),
  )
