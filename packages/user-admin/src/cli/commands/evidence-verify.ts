import { resolve } from 'node:path'
import type { CommandUnknownOpts } from '@commander-js/extra-typings'
import type { EvidenceVerification } from '../../evidence/findings.ts'
import { verifyEvidence } from '../../evidence/verify.ts'
import { figure } from '../../summary/words.ts'
import { command } from '../command.ts'
import type { Context } from '../context.ts'
import { exits } from '../exit.ts'
import { readNamed } from '../files.ts'
import { UsageError } from '../usage.ts'

/** `evidence verify`: whether a folder of evidence is as it was made. */
export default (context: Context): CommandUnknownOpts =>
  command()
    .description(
      'Say whether a folder of evidence is as it was made, and whether each row follows from what it rests on (about access: whether none contradicts another). Needs no configuration, no state and no network. Without the public key, a folder that was made anew as a whole does not show. Exits with 1 where something is wrong.',
    )
    .argument('<folder>', 'what evidence leavers or evidence access wrote')
    .option('--key <file>', 'the public key, as PEM, of whoever made it')
    .option(
      '--person <person>',
      'print the trail of one person, by address or id: from the source to the read that showed them out',
    )
    .addHelpText(
      'after',
      `
Examples:
  user-admin evidence verify evidence --key audit.pub.pem
  user-admin evidence verify evidence --key audit.pub.pem --person ana@example.edu`,
    )
    .action(async (folder, { key, person }) => {
      const publicKey = key === undefined ? undefined : await readNamed(context.cwd, key)
      const found = await verifyEvidence(resolve(context.cwd, folder), { publicKey, person })
      for (const note of found.notes) context.warn(note)
      if (person !== undefined && found.verdict !== 'broken' && (found.trails ?? []).length === 0)
        throw new UsageError(`No row of the evidence is of ${person}.`)
      context.answer({
        exit: found.verdict === 'broken' ? exits.error : exits.ok,
        data: { verification: found },
        text: () => text(found),
      })
    })

function text({ verdict, kind, madeAt = '', rows, journal, faults, trails = [] }: EvidenceVerification): string {
  const of = `${figure(rows)} ${rows === 1 ? 'row' : 'rows'} about ${kind ?? 'nothing'} of ${madeAt}, on ${figure(journal)} ${journal === 1 ? 'row' : 'rows'} of the journal`
  const said = {
    proved: `Proved: ${of}: every file is as it was signed, and ${kind === 'access' ? 'no row contradicts another; that they are what was read, the signature vouches for' : 'every row follows from it'}.`,
    consistent: `Consistent: ${of}; who made it is not shown, because no public key was given.`,
    broken: ['Broken:', ...faults.map((fault) => `  ${fault}`)].join('\n'),
  }[verdict]
  return [
    ...trails.flatMap(({ row, facts }) => [
      `${row.email || row.person.id}, ${row.target || 'no target'}: ${row.verdict}`,
      ...facts.map(({ at, seq, says }) => `  ${at}  ${seq === undefined ? '' : `row ${figure(seq)}: `}${says}`),
      '',
    ]),
    said,
  ].join('\n')
}
