import type { CommandUnknownOpts } from '@commander-js/extra-typings'
import { checkEmail } from '../../identity/identity.ts'
import { type OrderAction, orders } from '../../plan/orders.ts'
import { type RosterRow, roster } from '../../plan/roster.ts'
import { approvingCommand } from '../approving.ts'
import { several } from '../command.ts'
import type { Target } from '../config/targets.ts'
import type { Context } from '../context.ts'
import { exits } from '../exit.ts'
import { order } from '../ordering.ts'
import { UsageError } from '../usage.ts'

/** `invite`: lets people in. */
export default (context: Context): CommandUnknownOpts =>
  approvingCommand()
    .description(
      'Invite people, or add those whom the system knows. Who is there already is left as they are. Each invitation is a mail, and cannot be called back: --withdraw only shuts what it opens.',
    )
    .argument('<emails...>', 'e-mail addresses')
    .option('--role <roles>', 'what they hold, by id or name; several by commas. Default: as the system gives', several)
    .option('--deployment <role>', 'Houston workspace: a role on a deployment, NAME=ROLE; several by commas', several)
    .option('--team <teams>', 'Houston workspace: teams to be in, by id or name; several by commas', several)
    .option('--again', 'AAC: mail open invitations again')
    .option('--withdraw', 'take open invitations back; who came in stays')
    .addHelpText(
      'after',
      `
Examples:
  user-admin invite ana@example.edu li@example.edu --role Viewer --target spring
  user-admin invite ana@example.edu --role WORKSPACE_VIEWER --deployment etl=editor --target class-1
  user-admin invite ana@example.edu --again --target spring
  user-admin invite ana@example.edu --withdraw --target spring`,
    )
    .action(async (emails, { role, deployment, team, again, withdraw, ...options }) => {
      const people = [...new Set(emails.map(addressOf))]
      const isNew = again === undefined && withdraw === undefined
      if (again === true && withdraw === true)
        throw new UsageError('--again and --withdraw exclude each other: keep the one that is meant.')
      if (!isNew && (role ?? deployment ?? team) !== undefined)
        throw new UsageError(
          '--role, --deployment and --team are for new invitations: leave them out, or use set-roles.',
        )
      if (!isNew) {
        const action: OrderAction = again === true ? 'remind' : 'withdraw'
        const goal = orders(people.map((person) => ({ action, person })))
        await order(context, options, { targets: await context.targets('change'), goal })
        return
      }
      const places = (deployment ?? []).map(placeOf)
      const targets = await context.targets('change')
      const { rows, shut } = await rowsFor(context, targets, people, { role, places, teams: team ?? [] })
      const some = targets.filter(({ admin }) => rows.some(({ workspace }) => workspace === admin.scope.id))
      const told = shut.length === 0 ? undefined : { data: {}, text: shut.join('\n'), isOpen: true }
      if (some.length > 0)
        await order(context, options, {
          targets: some,
          goal: roster(rows),
          more: told === undefined ? undefined : () => Promise.resolve(told),
        })
      else if (told !== undefined) context.answer({ exit: exits.error, data: {}, text: told.text })
      else context.answer({ exit: exits.ok, data: {}, text: 'Everybody is there already: nothing was to be done.' })
    })

interface Given {
  readonly role: readonly string[] | undefined
  readonly places: readonly { readonly deployment: string; readonly deploymentRole: string }[]
  readonly teams: readonly string[]
}

/** Who is to be invited where: an invitation changes nothing for who is there, and `shut` names who is and cannot get in. */
async function rowsFor(
  context: Context,
  targets: readonly Target[],
  people: readonly string[],
  { role, places, teams }: Given,
): Promise<{ readonly rows: readonly RosterRow[]; readonly shut: readonly string[] }> {
  const found = await context.each(targets, async ({ name, admin }) => {
    const rows: RosterRow[] = []
    const shut: string[] = []
    for (const email of people) {
      const there = await admin.get({ email }, { signal: context.signal })
      if (there?.status === 'suspended') {
        shut.push(`${name}: ${email} is suspended, and no invitation lets them in: reinstate does.`)
        continue
      }
      if (there !== undefined) {
        const what = there.status === 'invited' ? 'invited already (--again mails that again)' : 'there already'
        context.warn(`${name}: ${email} is ${what}, and left as they are; set-roles changes what they hold.`)
        continue
      }
      const row = { email, workspace: admin.scope.id, ...(role === undefined ? {} : { roles: role }) }
      const more = [...places, ...teams.map((team) => ({ team }))]
      rows.push(...(more.length === 0 ? [row] : more.map((one) => ({ ...row, ...one }))))
    }
    return { rows, shut }
  })
  return { rows: found.flatMap(({ value }) => value.rows), shut: found.flatMap(({ value }) => value.shut) }
}

/** @throws {UsageError} for what is no address. */
function addressOf(text: string): string {
  try {
    return checkEmail(text)
  } catch {
    throw new UsageError(
      `${JSON.stringify(text.slice(0, 60))} is not an e-mail address, and nobody can be invited by it.`,
    )
  }
}

/** `etl=editor`. */
function placeOf(text: string): { readonly deployment: string; readonly deploymentRole: string } {
  const at = text.lastIndexOf('=')
  const [deployment, deploymentRole] = [text.slice(0, at).trim(), text.slice(at + 1).trim()]
  if (at < 0 || deployment === '' || deploymentRole === '')
    throw new UsageError(
      `--deployment takes NAME=ROLE, such as etl=editor: ${JSON.stringify(text)} is not of that form.`,
    )
  return { deployment, deploymentRole }
}
