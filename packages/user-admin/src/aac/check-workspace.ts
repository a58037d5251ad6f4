import type { Workspace } from '@user-admin/aac-client'
import { UserAdminError } from '../errors.ts'

/**
 * Refuses a workspace that is not the token's own, by whatever it is named.
 *
 * @throws {UserAdminError} `forbidden` for another workspace, `invalid` for the name of none.
 */
export function checkWorkspace(current: Workspace, named: string): void {
  const name = named.trim()
  const host = /^https?:\/\/([^/?#]+)/.exec(name)?.[1]
  const own = [current.id, current.gid, current.name, current.custom_url]
  if (name !== '' && own.includes(host ?? name)) return
  if (host !== undefined && /^(?:us1|eu1|au1)\.alteryxcloud\.com$/.test(host)) {
    throw new UserAdminError(
      'invalid',
      `https://${host} is the address of a region, not of a workspace: name the workspace by its id or name, or leave it out to mean the token’s own (${current.name ?? current.id}).`,
    )
  }
  throw new UserAdminError(
    name === '' ? 'invalid' : 'forbidden',
    name === ''
      ? 'Name the workspace by its id, name or browser address, or leave it out to mean the token’s own.'
      : `This token works in workspace ${JSON.stringify(current.name ?? '')} (id ${current.id}), not in ${JSON.stringify(name)}: each workspace needs a token of its own. Generate one there: avatar, User Preferences, OAuth 2.0 API Tokens.`,
  )
}
