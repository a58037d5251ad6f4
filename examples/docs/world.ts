// What the parts of pages talk about without making it: two workspaces, a directory, and what is remembered.
import { AacClient } from '@user-admin/aac-client'
import { fileTokens } from '@user-admin/aac-client/node'
import { HoustonClient } from '@user-admin/houston-client'
import {
  aacWorkspace,
  houstonWorkspace,
  memoryState,
  peopleSource,
  type Source,
  type State,
  type UserAdmin,
} from 'user-admin'

const { HOUSTON_URL: url = 'https://houston.example.com', HOUSTON_TOKEN } = process.env
const houston = new HoustonClient({ url, token: HOUSTON_TOKEN })

/** `spring-class` of AAC. */
export const workspace: UserAdmin = await aacWorkspace(
  new AacClient({ region: 'us1', token: fileTokens('creds.json') }),
)

/** It, and `Class 1` of Houston. */
export const admins: readonly UserAdmin[] = [workspace, await houstonWorkspace(houston, 'Class 1')]

/** Lasts as long as the program. */
export const state: State = memoryState()

/** A directory, by its name, of the people that it knows as active; cy has left. */
export const directory = (name: string, active: readonly string[] = ['head', 'me', 'ana', 'bo']): Source =>
  peopleSource(name, () =>
    [...active, 'cy'].map((one, id) => ({
      id: String(id),
      email: `${one}@example.edu`,
      status: one === 'cy' ? 'expired' : 'active',
      groups: one === 'head' ? ['BI Admins', 'BI Staff'] : ['BI Staff'],
    })),
  )
