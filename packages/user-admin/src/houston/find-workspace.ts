import { type HoustonClient, HoustonError, MyWorkspacesDocument } from '@user-admin/houston-client'
import { translating } from '../change.ts'
import { UserAdminError } from '../errors.ts'
import { isPageOf } from '../page.ts'
import { translated } from '../translated.ts'
import type { CallOptions } from '../user-admin.ts'

/**
 * The workspace that is named by its id, its label where only one has it, or the address of its page.
 *
 * @throws {UserAdminError} `not-found` and `invalid`, as `houstonWorkspace` says.
 */
export async function findWorkspace(
  client: HoustonClient,
  named: string,
  options?: CallOptions,
): Promise<{ id: string; label?: string | null | undefined }> {
  const name = named.trim()
  if (name === '')
    throw new UserAdminError('invalid', 'Name the workspace: its id, its label, or the address of its page.')
  const address = /^https?:\/\/([^/]+)\/(?:w|workspaces?)\/([^/?#]+)/.exec(name)
  checkDomain(client, address?.[1])
  const id = address?.[2] ?? name
  if (/^[\w-]+$/.test(id)) {
    try {
      const found = await client.workspace(id, options)
      if (found != null) return found
    } catch (error) {
      // A key of one workspace may not ask for another one: to it, a label looks like another one's id. And releases
      // before 0.14.2 cannot be asked for one at all.
      const maybe = error instanceof HoustonError && (error.code === 'FORBIDDEN' || error.kind === 'unsupported')
      if (!maybe) throw translated(error)
    }
  }
  const all = await translating(workspacesShown(client, options))
  const same = all.find((workspace) => workspace.id === id)
  if (same !== undefined) return same
  const matches = all.filter((workspace) => workspace.label === name)
  const [match] = matches
  if (matches.length > 1)
    throw new UserAdminError(
      'invalid',
      `${matches.length} workspaces are labelled ${JSON.stringify(name)}: name one by its id (${matches.map((one) => one.id).join(', ')}).`,
    )
  if (match === undefined)
    throw new UserAdminError(
      'not-found',
      `This credential sees no workspace ${JSON.stringify(name)} at ${new URL(client.url).origin}. Its id stands in the address of its page, after /w/.`,
    )
  return match
}

/** Every workspace that a credential is shown: all of the platform are for its administrators, everybody sees their own. */
export async function workspacesShown(
  client: HoustonClient,
  options?: CallOptions,
): Promise<readonly { readonly id: string; readonly label: string | null }[]> {
  try {
    return await client.workspaces(options)
  } catch (error) {
    if (!(error instanceof HoustonError && error.kind === 'rejected')) throw error
    const { workspaces } = await client.execute(MyWorkspacesDocument, {}, options)
    return (workspaces ?? []).filter((one) => one !== null)
  }
}

/** The page of a workspace at another installation is not one here, whatever its id. */
function checkDomain(client: HoustonClient, host: string | undefined): void {
  const { origin, hostname } = new URL(client.url)
  if (host === undefined || isPageOf(host, { system: 'houston', origin })) return
  throw new UserAdminError('invalid', `${host} is the page of another installation than ${hostname}.`)
}
