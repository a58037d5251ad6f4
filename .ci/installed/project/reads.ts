// What is read where there is no file system: in a browser, a worker, Deno. Nothing is changed, and nothing of Node is named.
import { AacClient, type Hosts } from '@user-admin/aac-client'
import { HoustonClient } from '@user-admin/houston-client'
import { aacWorkspace, houstonWorkspace, keepOnly, makePlan, type UserReader } from 'user-admin'

/** Where the two systems are, and who asks. */
export interface Places {
  readonly houston: { readonly url: string; readonly token: string }
  readonly aac: { readonly hosts: Hosts; readonly token: string }
}

/** How many people each scope has, and how many of them a plan would remove that keeps one domain. */
export async function reads({ houston, aac }: Places): Promise<string> {
  const team = await houstonWorkspace(new HoustonClient(houston), 'Data Platform')
  const spring = await aacWorkspace(new AacClient(aac), 'spring-class')
  const seen = []
  for (const scope of [team, spring]) seen.push(await counted(scope))
  return seen.join(', ')
}

async function counted(scope: UserReader): Promise<string> {
  let people = 0
  for await (const { email } of scope.list()) if (email !== '') people += 1
  const plan = await makePlan(scope, keepOnly(['@staff.example.edu']), { assets: 'leave' })
  return `${scope.scope.name}: ${people} people, ${plan.steps.length} to remove`
}
