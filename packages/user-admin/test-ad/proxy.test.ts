import { Client } from 'ldapts'
import { type ActiveDirectoryOptions, activeDirectory } from 'user-admin/directory/ldap'
import { type LdapFault, type LdapProxy, type LdapRequest, startLdapProxy } from 'user-admin/directory/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Controller, startController } from './controller.ts'
import { certificate } from './domain.ts'
import { addGroup, addUnit, addUsers } from './entries.ts'

let controller: Controller
let proxy: LdapProxy
let unit: string
let group: string

beforeAll(async () => {
  controller = await startController()
  const { client, base } = controller
  unit = await addUnit(client, `OU=Staff,${base}`)
  const names = Array.from({ length: 65 }, (_, index) => ({ name: `person${index}` }))
  group = await addGroup(client, `CN=Everyone,${unit}`, await addUsers(client, unit, names))
  proxy = await startLdapProxy({
    to: controller.url,
    ca: controller.ca,
    tls: await certificate(),
    limits: { values: 25 },
  })
})
afterEach(() => proxy.heal())
afterAll(async () => {
  await proxy.close()
  await controller.stop()
})

const directory = (more: Partial<ActiveDirectoryOptions> = {}): ReturnType<typeof activeDirectory> =>
  activeDirectory({
    controllers: proxy.url,
    bind: controller.reader,
    tls: { ca: controller.ca },
    base: unit,
    pageSize: 20,
    timeout: 2000,
    ...more,
  })

const people = ({ scope, deleted }: LdapRequest): boolean => scope === 'sub' && !deleted

describe('a proxy before a real Active Directory', () => {
  it.each(['url', 'secureUrl'] as const)('hands everything on where nothing goes wrong, by its %s', async (url) => {
    const snapshot = await directory({ controllers: proxy[url] ?? '' }).read()
    expect(snapshot).toMatchObject({ kind: 'complete', people: { length: 65 } })
  })

  it('cuts lists of values as Active Directory does', async () => {
    const client = new Client({ url: proxy.secureUrl ?? '', tlsOptions: { ca: controller.ca } })
    await client.bind(controller.reader.user, controller.reader.password)
    const asked = async (attribute: string): Promise<unknown> =>
      (await client.search(group, { scope: 'base', attributes: [attribute] })).searchEntries[0]
    expect(await asked('member')).toMatchObject({ member: [], 'member;range=0-24': { length: 25 } })
    expect(await asked('member;range=50-*')).toMatchObject({ 'member;range=50-*': { length: 15 } })
    await client.unbind()
    const snapshot = await directory({ groups: ['Everyone'] }).read()
    expect(snapshot).toMatchObject({ kind: 'complete', people: { length: 65 } })
  })

  it.each<[string, LdapFault]>([
    ['the connection breaks', { kind: 'reset', after: 30 }],
    ['a message is cut', { kind: 'cut', after: 30 }],
    ['nothing more is said', { kind: 'silence', after: 30 }],
    ['the size limit is met', { kind: 'result', code: 4, after: 30 }],
    ['the controller is busy', { kind: 'result', code: 51 }],
    ['another controller is named', { kind: 'referral', of: 'all', url: 'ldap://dc9.corp.test/DC=corp,DC=test' }],
    [
      'another domain holds a part',
      { kind: 'referral', of: 'part', url: 'ldap://dc9.corp.test/OU=x,DC=other,DC=test' },
    ],
    ['a page comes twice', { kind: 'page-repeated' }],
    ['pages go round in a circle', { kind: 'page-loop', of: 'first-page' }],
    ['empty pages go round in a circle', { kind: 'page-loop', of: 'nothing' }],
    ['no address can be read', { kind: 'without', attribute: 'mail' }],
    ['no id can be read', { kind: 'without', attribute: 'objectGUID' }],
    ['what answers is no directory', { kind: 'no-ldap' }],
  ])('a reading is incomplete where %s', async (_, give) => {
    proxy.fault({ give, on: people })
    const snapshot = await directory({ addresses: ['mail'] }).read()
    expect(snapshot).toMatchObject({ kind: 'incomplete' })
    // Each of these comes to the client in the midst of its reading: a proxy that gave nothing would be seen.
    expect(proxy.requests.some(people)).toBe(true)
  })

  it.each<LdapFault>([
    { kind: 'range', cut: 'last' },
    { kind: 'range', cut: 'plain' },
    { kind: 'range', cut: 'values' },
    { kind: 'range', cut: 'rest' },
    { kind: 'last-page-empty' },
    { kind: 'nothing' },
    { kind: 'lagging', behind: 10, without: (dn) => dn.startsWith('CN=Everyone') },
  ])('a reading of a group is incomplete under %o', async (give) => {
    proxy.fault({ give })
    const outcome = (await directory({ groups: [group] }).read()).kind
    expect(outcome).toBe('incomplete')
  })

  it('an answer from a base that is not there can be made to look like one of nobody', async () => {
    proxy.fault({ give: { kind: 'missing-base-is-empty' } })
    const client = new Client({ url: proxy.secureUrl ?? '', tlsOptions: { ca: controller.ca } })
    await client.bind(controller.reader.user, controller.reader.password)
    expect((await client.search(`OU=Gone,${unit}`)).searchEntries).toEqual([])
    await client.unbind()
    expect(await directory({ base: `OU=Gone,${unit}` }).read()).toMatchObject({ kind: 'incomplete' })
  })

  it('a replica that lags stands lower, and a bind can go wrong too', async () => {
    const before = await directory().read()
    proxy.fault({ give: { kind: 'lagging', behind: 10, without: (dn) => dn.startsWith('CN=person7,') } })
    const behind = await directory().read()
    expect(behind).toMatchObject({ kind: 'complete', people: { length: 64 } })
    expect([before, behind].map((one) => (one.kind === 'complete' ? one.position?.change : undefined))).toEqual([
      expect.any(Number) as number,
      (before.kind === 'complete' ? (before.position?.change ?? 0) : 0) - 10,
    ])
    proxy.heal()
    proxy.fault({ give: { kind: 'result', code: 51 }, on: ({ operation }) => operation === 'bind', times: 1 })
    await expect(directory().read()).rejects.toMatchObject({ problem: 'unavailable' })
    expect(await directory().read()).toMatchObject({ kind: 'complete' })
  })
})
