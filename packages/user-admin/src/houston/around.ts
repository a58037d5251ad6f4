import type { HoustonClient, HoustonRelease, User, UserFilter } from '@user-admin/houston-client'
import pMap from 'p-map'
import type { CallOptions } from '../user-admin.ts'
import { deploymentBindings, systemBindings, workspaceBindings } from './bindings.ts'
import { everyAccount } from './platform-reads.ts'
import type { Reads } from './reads.ts'
import { hidden, shown } from './shown.ts'
import { type Crews, readTeams } from './teams.ts'

/** What opens a workspace beside its own list of members: accounts with all their roles, and teams. */
export interface Around extends Crews {
  readonly accounts: readonly User[]
}

/**
 * Reads it for everybody, or for the person that one of the filters finds. From 0.30 on a workspace's own list shows no
 * role but those in it, and on no release somebody who holds a role on a deployment only (facts §3.7).
 */
export async function readAround(
  client: HoustonClient,
  release: HoustonRelease,
  workspaceId: string,
  filters: readonly UserFilter[] | undefined,
  reads: Reads,
  options?: CallOptions,
): Promise<Around> {
  const [accounts, teams] = await Promise.all([
    readAccounts(client, release, workspaceId, filters, reads, options),
    filters === undefined
      ? readTeams(client, release, (team) => opens(team, workspaceId), workspaceId, options)
      : reads.teams(options),
  ])
  return { accounts: accounts.accounts, crews: teams.crews, unseen: [...accounts.unseen, ...teams.unseen] }
}

/** Whether somebody's roles open the workspace. */
export function opens(holder: Parameters<typeof systemBindings>[0], workspaceId: string): boolean {
  return (
    systemBindings(holder).length > 0 ||
    workspaceBindings(holder, workspaceId).length > 0 ||
    deploymentBindings(holder, workspaceId).length > 0
  )
}

async function readAccounts(
  client: HoustonClient,
  { knows }: HoustonRelease,
  workspaceId: string,
  filters: readonly UserFilter[] | undefined,
  reads: Reads,
  options?: CallOptions,
): Promise<Pick<Around, 'accounts' | 'unseen'>> {
  const accounts = await shown(found(client, filters, reads, options), [])
  if (accounts !== undefined) return { accounts, unseen: [] }
  if (knows.deploymentUsers === false) return { accounts: [], unseen: [hidden.systemRoles] }
  const deployments = await shown(client.deployments(workspaceId, options), [])
  const lists = await pMap(deployments ?? [], ({ id }) => shown(client.deploymentMembers(id, options), []), {
    concurrency: 4,
  })
  const whole = deployments !== undefined && lists.every((list) => list !== undefined)
  return {
    accounts: lists.flatMap((list) => list ?? []),
    unseen: whole ? [hidden.systemRoles] : [hidden.systemRoles, hidden.deploymentRoles],
  }
}

/** Everybody, or the accounts of the first filter that finds one. */
async function found(
  client: HoustonClient,
  filters: readonly UserFilter[] | undefined,
  reads: Reads,
  options?: CallOptions,
): Promise<readonly User[]> {
  if (filters === undefined) return await everyAccount(client, options)
  for (const filter of filters) {
    const accounts = await reads.accounts(filter, options)
    if (accounts.length > 0) return accounts
  }
  return []
}
