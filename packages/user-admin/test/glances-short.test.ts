import { AacClient } from '@user-admin/aac-client'
import { type FakeAac, startFakeAac } from '@user-admin/aac-client/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { aacWorkspace, type Change, type Member, type UserAdmin, UserAdminError } from '../src/index.ts'

/** Twelve people, and a list by ids that shows less of each than the workspace's own list does. */
async function shortened(
  hidden: readonly string[],
): Promise<{ readonly fake: FakeAac; readonly admin: UserAdmin; readonly members: readonly Member[] }> {
  const people = Array.from({ length: 12 }, (_, index) => ({ email: `p${index}@example.edu`, roles: [2, 3] }))
  const roles = [{ policyId: 1, tag: 'workspace_admin' }, { policyId: 2 }, { policyId: 3 }]
  const fake = await startFakeAac({
    seed: { roles, people: [{ email: 'me@example.edu', isAdmin: true, roles: [] }, ...people] },
  })
  onTestFinished(() => fake.close())
  const shortening: typeof fetch = async (input, init) => {
    const answer = await fake.fetch(input, init)
    if (!new URL(new Request(input, init).url).pathname.endsWith('/v4/people')) return answer
    const body = (await answer.json()) as { readonly data: readonly Readonly<Record<string, unknown>>[] }
    const isShown = ([name]: readonly [string, unknown]): boolean => !hidden.includes(name)
    const data = body.data.map((row) => Object.fromEntries(Object.entries(row).filter(isShown)))
    return Response.json({ ...body, data })
  }
  const admin = await aacWorkspace(
    new AacClient({ region: 'us1', token: fake.tokens().accessToken, fetch: shortening, retries: 0 }),
  )
  return { fake, admin, members: await everybody(admin) }
}

async function everybody(admin: UserAdmin): Promise<readonly Member[]> {
  const members: Member[] = []
  for await (const member of admin.list()) if (member.email.startsWith('p')) members.push(member)
  return members
}

const ended = async (work: Promise<Change>): Promise<Change | Pick<UserAdminError, 'problem' | 'effect'>> =>
  await work.catch((error: unknown) => (error instanceof UserAdminError ? error : expect.unreachable(String(error))))

/** Takes role 2 from all of them at once. */
const dropped = async (
  admin: UserAdmin,
  members: readonly Member[],
): Promise<readonly Awaited<ReturnType<typeof ended>>[]> =>
  await Promise.all(
    members.map(({ id, email, mark }) => ended(admin.setRoles({ id, email }, { drop: ['2'] }, { ifMark: mark }))),
  )

describe('a list by ids that shows less of people than the list of everybody', () => {
  it('shows of nobody that a role is gone where it shows no roles', async () => {
    const { fake, admin, members } = await shortened(['authorizationRoles'])
    fake.fault({ on: 'unassignAuthorizationRole', times: 99, give: { status: 204 } })
    for (const one of await dropped(admin, members))
      expect(one).toMatchObject({ problem: 'unexpected', effect: 'unknown' })
  })

  it.each([[['authorizationRoles']], [['createdAt']], [['isDisabled', 'state']], [[]]])(
    'leaves each the mark that the list of everybody gives (%j is hidden)',
    async (hidden) => {
      const { admin, members } = await shortened(hidden)
      const changed = await dropped(admin, members)
      const marks = (await everybody(admin)).map(({ mark }) => mark)
      expect(changed.map((one) => 'member' in one && one.member?.mark)).toEqual(marks)
    },
  )
})
