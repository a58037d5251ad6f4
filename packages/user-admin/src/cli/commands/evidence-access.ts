import type { CommandUnknownOpts } from '@commander-js/extra-typings'
import { figure } from '../../summary/words.ts'
import { command } from '../command.ts'
import type { Context } from '../context.ts'
import { handOver, keyFor, unopenedIn } from '../evidence-made.ts'
import { exits } from '../exit.ts'

/** `evidence access`: who has access to what today. */
export default (context: Context): CommandUnknownOpts =>
  command()
    .description(
      'Write down for auditors who has access to what today, and by which ways in: a table, a page, and how each target was read. Changes nothing. Exits with 7 where a target could not be read.',
    )
    .requiredOption('--out <folder>', 'write it there: a new folder, readable for this account only')
    .option('--sign <key>', 'sign it with this private key: Ed25519, PKCS #8 as PEM (default: audit.sign)')
    .addHelpText(
      'after',
      `
Examples:
  user-admin evidence access --all-targets --out access-2026-11
  user-admin evidence access --target spring --sign audit.pem --out access`,
    )
    .action(async ({ out, sign }) => {
      const key = await keyFor(context, out, sign)
      const [targets, state, { accessEvidence }] = await Promise.all([
        context.targets('read'),
        context.state(),
        import('../../evidence/access.ts'),
      ])
      const evidence = await accessEvidence({
        targets: targets.map(({ name, admin }) => ({ name, reader: admin })),
        unopened: unopenedIn(context),
        head: await state.journal.head(),
        now: context.now,
        signal: context.signal,
      })
      const failed = evidence.targets.filter(({ read }) => read === 'failed')
      for (const { target, why = '' } of failed)
        if (!context.failed().includes(target)) context.warn(`${target}: ${why}`)
      const { folder, manifest } = await handOver(context, out, { evidence, key })
      const people = new Set(evidence.rows.map(({ target, id }) => JSON.stringify([target, id]))).size
      context.answer({
        exit: failed.length > 0 ? exits.partly : exits.ok,
        data: { folder, people, rows: evidence.rows.length, head: manifest.head, signed: key !== undefined },
        text: `${figure(people)} ${people === 1 ? 'member' : 'members'} of ${figure(evidence.targets.length - failed.length)} ${evidence.targets.length - failed.length === 1 ? 'target' : 'targets'}. Written to ${folder}.`,
      })
    })
