import type { CommandUnknownOpts } from '@commander-js/extra-typings'
import { figure } from '../../summary/words.ts'
import { rejected } from '../approved-in-queue.ts'
import { counted, guards } from '../approving.ts'
import { lineWith } from '../carried-out.ts'
import type { Context } from '../context.ts'
import { exits } from '../exit.ts'
import { decided, heldNamed, rowOf, shownHeld } from '../held-named.ts'
import { showingCommand } from '../planning.ts'
import { UsageError } from '../usage.ts'

/** `held approve`: lets a plan of the queue through. */
export default (context: Context): CommandUnknownOpts =>
  showingCommand()
    .description(
      'Let a plan of the queue through: the next run, or apply, does what is still asked for of it. What guards hold is only done where each of them is released by name. On a terminal it is shown, and the number of people is asked for; elsewhere its whole id has to be given.',
    )
    .argument('<plan>', 'its id')
    .option('--release <codes>', 'let through what these guards hold, by their codes; several by commas', guards)
    .option('--by <name>', 'who approves, for the journal (default: USER_ADMIN_BY, else the account of this machine)')
    .option('--reason <text>', 'why, for the journal')
    .option('--ticket <id>', 'where it was decided, for the journal')
    .addHelpText(
      'after',
      `
Examples:
  user-admin held approve 3f9a2c11
  user-admin held approve 3f9a2c11… --release per-run,rolling --reason "end of the semester" --by head@example.edu`,
    )
    .action(async (name, { rows, release = [], by, reason, ticket }) => {
      const before = await heldNamed(context, name)
      const { plan } = before
      if (before.status === 'rejected') throw rejected(before)
      const free = plan.steps.filter(({ heldBy }) => heldBy.every((code) => release.includes(code)))
      if (free.length === 0 && plan.steps.length > 0)
        throw new UsageError(
          `Guards hold all of it, and nothing would be let through: release them by name, --release ${[...new Set(plan.steps.flatMap(({ heldBy }) => heldBy))].join(',')}.`,
        )
      if (name !== plan.id) {
        const instead = `Where nobody is asked, a plan is approved by its whole id: ${plan.id}.`
        if (context.options.json === true || context.options.quiet === true) throw new UsageError(instead)
        if (context.ask.isPossible) context.note(shownHeld(context, before, { rows }))
        const { people, question } = counted(free)
        const typed = await context.ask.text(
          `\n${question} Type the number to approve it, or nothing to leave it: `,
          instead,
        )
        if (typed !== String(people)) {
          const text =
            typed === '' ? 'Nothing was decided.' : `It is another number than ${typed}: nothing was decided.`
          context.answer({ exit: exits.pending, data: { held: rowOf(before) }, text })
          return
        }
      }
      const state = await context.state()
      const held = await state.held.approve(plan.id, { by: by?.trim() || context.by(), reason, ticket, release })
      const left = plan.steps.length - free.length
      if (left > 0)
        context.warn(
          `${figure(left)} ${left === 1 ? 'step stays' : 'steps stay'} held by guards that were not released.`,
        )
      context.next(`The next unattended run carries it out, or: ${lineWith(context, ['apply', plan.id])}`)
      context.answer({ data: { held: rowOf(held) }, text: decided(held) })
    })
