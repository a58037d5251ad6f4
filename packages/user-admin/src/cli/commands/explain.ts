import type { CommandUnknownOpts } from '@commander-js/extra-typings'
import { explain } from '../../journal/explain.ts'
import { explainPerson } from '../../plan/explain-person.ts'
import { keepOnly, leavers } from '../../plan/goal.ts'
import type { PersonExplanation } from '../../plan/person-explanation.ts'
import { summariseExplanation } from '../../summary/of-explanation.ts'
import type { UserRef } from '../../user-admin.ts'
import { command } from '../command.ts'
import type { Context } from '../context.ts'
import { reading } from '../planning.ts'

/** `explain`: why somebody is in, out, or left alone. */
export default (context: Context): CommandUnknownOpts =>
  command()
    .description(
      'Say what was done, planned and decided about a person, by whom, approved by whom, when and why. With --source or --now also who the person is now, and what a plan of leavers would do about them. Changes nothing.',
    )
    .argument('<person>', 'an e-mail address in any spelling, or an id')
    .option('--source <name>', 'as a plan of the leavers of this source sees the person now; asks the targets')
    .option('--now', 'where the person is now; asks the targets')
    .addHelpText(
      'after',
      `
Examples:
  user-admin explain ana@example.edu
  user-admin explain ana@example.edu --source corp
  user-admin explain 4711 --now --target spring --json`,
    )
    .action(async (person, { source, now }) => {
      const ref: UserRef = person.includes('@') ? { email: person } : { id: person }
      const was = await explain(await context.state(), ref, { signal: context.signal })
      const is = source === undefined && now !== true ? undefined : await today(context, ref, source)
      context.answer({
        data: { was, ...(is === undefined ? {} : { is }) },
        text: () => [summariseExplanation(was).trimEnd(), ...(is === undefined ? [] : ['', is.says])].join('\n'),
      })
    })

async function today(context: Context, ref: UserRef, source: string | undefined): Promise<PersonExplanation> {
  const targets = await context.targets('read')
  const [state, policy] = await Promise.all([context.state(), context.policy()])
  // Of a list that names the person and nobody else, nothing is asked of them.
  const goal = source === undefined ? keepOnly([ref]) : leavers(await reading(context, source))
  const { signal } = context
  return await explainPerson(
    ref,
    targets.map(({ admin }) => admin),
    goal,
    { policy, state, now: context.now, signal },
  )
}
