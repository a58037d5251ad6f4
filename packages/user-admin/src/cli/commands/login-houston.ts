import type { CommandUnknownOpts } from '@commander-js/extra-typings'
import type { HoustonClient, SystemKey } from '@user-admin/houston-client'
import { claimsOf, cutOf, insteadOfCutting } from '../../credentials/whole-token.ts'
import { UserAdminError } from '../../errors.ts'
import { translated } from '../../translated.ts'
import { command } from '../command.ts'
import type { HoustonTargetForm } from '../config/form.ts'
import type { Context } from '../context.ts'
import { handedOver, refuseToken } from '../handed-over.ts'
import { draftOf, othersText } from '../kept-secret.ts'
import { signInPlace } from '../sign-in-place.ts'
import { endOf, type SignedIn, signedIn, whereOf, whoOf } from '../signed-in.ts'
import { UsageError } from '../usage.ts'

/** Under which name a token is handed to a target while it is checked: in no file, and in no environment of a child. */
const handed = 'USER_ADMIN_HANDED_OVER'

/** `login houston`: a token becomes the credential of a target; or makes a service account whose key does. */
export default (context: Context): CommandUnknownOpts =>
  command()
    .description(
      'Take over a token of Houston: the key of a service account, or your own from https://app.<baseDomain>/token, which lasts 24 hours. It is handed over by --from, by a pipe, or when you are asked, checked with the server, and then kept where the configuration says, for this account alone. With --create-key your own token makes a service account of the platform, and its key, which does not end, is kept in its place.',
    )
    .argument('[target]', 'a target of the configuration (default: the only one of Houston)')
    .option('--from <file>', 'the file that holds the token; - for what is piped in')
    .option('--create-key <name>', 'make a system service account of this name, and keep its key')
    .option('--role <role>', 'with --create-key: its role (default: SYSTEM_ADMIN)')
    .option('--file <path>', 'without a configuration: where the token is kept')
    .option('--url <url>', 'with --file: https://houston.<baseDomain>')
    .option('--workspace <workspace>', 'with --file: the id, label or address of a workspace (default: the platform)')
    .addHelpText(
      'after',
      `
Examples:
  user-admin login houston classes
  user-admin login houston classes --create-key user-admin
  vault read -field=token secret/houston | user-admin login houston platform
  user-admin login houston --file houston.token --url https://houston.example.com`,
    )
    .action(async (named, { from, file, url, workspace, createKey, role }) => {
      if (file === undefined && (url !== undefined || workspace !== undefined))
        throw new UsageError('--url and --workspace belong to --file: a target says them in the configuration.')
      if (role !== undefined && createKey === undefined)
        throw new UsageError('--role belongs to --create-key: a token that there is has its roles already.')
      // It is shown to everybody who can see service accounts.
      if (createKey !== undefined) refuseToken(createKey, '--create-key')
      if (createKey !== undefined && createKey.trim() === '')
        throw new UsageError('--create-key takes the name by which people find the service account: user-admin, say.')
      const {
        name,
        form,
        config,
        file: path,
      } = await signInPlace(context, 'houston', {
        target: named,
        file,
        alone: (own) => {
          if (url === undefined) throw new UsageError('With --file, say where: --url https://houston.<baseDomain>.')
          return { system: 'houston', url, workspace, credential: { file: own } }
        },
      })
      const token = tokenIn(await handedOver(context, { from, question: 'Houston token (it is not shown): ' }))
      const check = (held: string): Promise<SignedIn> =>
        signedIn(
          context,
          config,
          name,
          { ...placeOf(form), credential: { env: handed } },
          { ...context.env, [handed]: held },
        )

      const owner = await check(token)
      await using draft = await draftOf(path)
      if (draft.others.length > 0) context.warn(othersText(draft.others))
      const placed = async (): Promise<void> => {
        await draft.place()
        const earlier = draft.before.trim()
        if (isKey(earlier) && earlier !== token)
          context.warn(
            `The key that was in ${path} before is good as long as its service account is there: delete that in the user interface, unless somebody else uses it.`,
          )
      }
      if (createKey === undefined) {
        await draft.write(`${token}\n`)
        await placed()
        const { as, scope } = owner
        if (scope.kind === 'platform' && form.workspaces === undefined && !(await isSystemAdmin(context, owner)))
          context.warn(
            `${whoOf(as)} is no system administrator, and the target is the platform with all of its accounts: what it may do there, user-admin doctor says.`,
          )
        const ends = claimsOf(token)?.ends
        context.answer({
          data: { target: name, file: path, as, scope, ends: ends === undefined ? null : new Date(ends).toISOString() },
          text: () =>
            [
              `Signed in to ${whereOf(scope)} as ${whoOf(as)}. The token is kept in ${path}, for this account alone.`,
              ends === undefined
                ? 'It has no end of its own.'
                : `${endOf(ends, context.now())} For one that does not end: user-admin login houston ${name} --create-key NAME.`,
            ].join('\n'),
        })
        return
      }

      const client = clientOf(owner)
      const key = await made(context, client, { label: createKey.trim(), role: role ?? 'SYSTEM_ADMIN' })
      try {
        // Nobody else has it: it is kept before anything else is tried.
        await draft.write(`${key.apiKey}\n`)
        const { as, scope } = await check(key.apiKey)
        await placed()
        const { id, label } = key
        context.answer({
          data: { target: name, file: path, as, scope, ends: null, created: { id, label: label ?? createKey } },
          text: () =>
            `Made the service account ${label ?? createKey} (${role ?? 'SYSTEM_ADMIN'}), good for ${whereOf(scope)}. Its key is kept in ${path}, for this account alone, and has no end.\nThe token that made it was kept nowhere.`,
        })
      } catch (error) {
        await client.deleteSystemKey(key.id).then(
          () => context.warn(`The service account ${createKey} was deleted again: its key could not be used.`),
          () =>
            context.warn(`The service account ${createKey} (${key.id}) is of no use: delete it in the user interface.`),
        )
        throw translated(error)
      }
    })

/** All workspaces of one Houston are asked for as its platform: one question, and not one for each. */
const placeOf = ({ workspaces: _all, ...form }: HoustonTargetForm): HoustonTargetForm => form

/** @throws {UsageError} for what is no token, or was cut; it never repeats any of it. */
function tokenIn(text: string): string {
  const token = text.trim().replace(/^(?:authorization: *)?Bearer +/iu, '')
  if (token === '') throw new UsageError('There is no token: nothing was given.')
  if (token.startsWith('{'))
    throw new UsageError('This is JSON, and no token of Houston. A pair of AAC is for user-admin login aac.')
  const cut = cutOf(token)
  if (cut !== undefined)
    throw new UsageError(
      `The token is not whole (${token.length.toLocaleString('en')} letters): ${cut}. ${insteadOfCutting}`,
    )
  return token
}

/** Whether it is the key of a service account, which does not end by itself. */
const isKey = (text: string): boolean => /^[0-9a-f]{32}$/iu.test(text)

async function isSystemAdmin({ signal }: Context, owner: SignedIn): Promise<boolean> {
  try {
    return (await clientOf(owner).whoAmI({ signal })).canSysAdmin
  } catch {
    signal.throwIfAborted()
    // Not every release says so, and who cannot be told is not accused.
    return true
  }
}

function clientOf({ target: { client } }: SignedIn): HoustonClient {
  if ('houston' in client) return client.houston
  throw new TypeError('A target of Houston has another client.')
}

async function made(
  context: Context,
  client: HoustonClient,
  { label, role }: { readonly label: string; readonly role: string },
): Promise<SystemKey> {
  const { signal } = context
  try {
    const { canSysAdmin } = await client.whoAmI({ signal })
    if (!canSysAdmin)
      throw new UserAdminError(
        'forbidden',
        'Only a system administrator can make a service account of the platform: ask one for a key.',
      )
    return await client.createSystemKey({ label, category: 'user-admin', role }, { signal })
  } catch (error) {
    const failure = translated(error)
    if (failure instanceof UserAdminError && failure.effect === 'unknown')
      context.warn(
        `There may be a service account ${label} now whose key nobody has: look for it in the user interface, and delete it.`,
      )
    throw failure
  }
}
