import { AacClient } from '@user-admin/aac-client'
import { type FakeAac, startFakeAac } from '@user-admin/aac-client/testing'
import { HoustonClient } from '@user-admin/houston-client'
import { type FakeHouston, startFakeHouston } from '@user-admin/houston-client/testing'
import { afterEach } from 'vitest'
import { type ApplyOptions, aacWorkspace, applyPlan, type Plan, type Report, type UserAdmin } from '../src/index.ts'

const open: { close: () => Promise<void> }[] = []
afterEach(async () => {
  for (const fake of open.splice(0)) await fake.close()
})
/** A fake that ends with the test. */
export const kept = <T extends { close: () => Promise<void> }>(fake: T): T => {
  open.push(fake)
  return fake
}

/** A fake Houston that ends with the test, and a client of it. */
export const houston = async (
  options: Parameters<typeof startFakeHouston>[0],
): Promise<{ fake: FakeHouston; client: HoustonClient }> => {
  const fake = kept(await startFakeHouston(options))
  return { fake, client: new HoustonClient({ url: fake.url, token: fake.token }) }
}

/** A workspace of a fake AAC that ends with the test. */
export const aac = async (
  options: Parameters<typeof startFakeAac>[0],
  fetch?: (fake: typeof globalThis.fetch) => typeof globalThis.fetch,
): Promise<{ fake: FakeAac; admin: Awaited<ReturnType<typeof aacWorkspace>> }> => {
  const fake = kept(await startFakeAac(options))
  const token = fake.tokens().accessToken
  const client = new AacClient({ region: 'us1', token, fetch: fetch?.(fake.fetch) ?? fake.fetch })
  return { fake, admin: await aacWorkspace(client) }
}

/** Applies a plan that somebody approved as it is. */
export const apply = (admin: UserAdmin, plan: Plan, options: Partial<ApplyOptions> = {}): Promise<Report> =>
  applyPlan(admin, plan, { approve: { id: plan.id, by: 'ana' }, ...options })
