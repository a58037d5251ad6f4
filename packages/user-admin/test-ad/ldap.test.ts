import { Attribute, Change } from 'ldapts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ActiveDirectoryOptions, activeDirectory } from '../src/directory/ldap.ts'
import type { Snapshot, SourcePerson } from '../src/directory/source.ts'
import { startLdapProxy } from '../src/directory/testing/ldap-proxy.ts'
import { type Controller, startController } from './controller.ts'
import { certificate } from './domain.ts'
import { addGroup, addUnit, addUsers, fileTime } from './entries.ts'

let controller: Controller
let staff: string
let groups: string

const options = (change: Partial<ActiveDirectoryOptions> = {}): ActiveDirectoryOptions => ({
  controllers: controller.url,
  bind: controller.reader,
  tls: { ca: controller.ca },
  base: controller.base,
  ...change,
})
const read = (change?: Partial<ActiveDirectoryOptions>): Promise<Snapshot> => activeDirectory(options(change)).read()
const peopleIn = (reading: Snapshot): readonly SourcePerson[] => {
  if (reading.kind !== 'complete') throw new Error(reading.kind === 'incomplete' ? reading.reason : 'Nobody.')
  return reading.people
}
const emails = (reading: Snapshot): ReadonlySet<string | undefined> =>
  new Set(peopleIn(reading).map(({ email }) => email))
const byName = (reading: Snapshot, name: string): SourcePerson | undefined =>
  peopleIn(reading).find((one) => one.name === name)

beforeAll(async () => {
  controller = await startController()
  staff = await addUnit(controller.client, `OU=Staff,${controller.base}`)
  groups = await addUnit(controller.client, `OU=Groups,${controller.base}`)
})
afterAll(() => controller.stop())

describe('people of a real Active Directory', () => {
  it('are active, disabled, expired or locked out, and keep their id when they are renamed', async () => {
    const unit = await addUnit(controller.client, `OU=Kinds,${staff}`)
    await addUsers(controller.client, unit, [
      { name: 'active', accountExpires: '9223372036854775807' },
      { name: 'unlimited', accountExpires: '0' },
      { name: 'disabled', userAccountControl: '546' },
      { name: 'expired', accountExpires: fileTime(new Date(Date.now() - 1000)) },
      { name: 'leaving', accountExpires: fileTime(new Date(Date.now() + 3_600_000)) },
      { name: 'Zoë Ünal 王', sAMAccountName: 'zoe', mail: 'zoe@corp.test', userPrincipalName: 'zoe@corp.test' },
      { name: 'plural', proxyAddresses: ['smtp:old@corp.test', 'SMTP:plural@corp.test', 'x500:/o=corp/cn=p'] },
    ])
    const before = await read({ base: unit })
    expect(Object.fromEntries(peopleIn(before).map(({ name, status }) => [name, status]))).toEqual({
      active: 'active',
      unlimited: 'active',
      disabled: 'disabled',
      expired: 'expired',
      leaving: 'active',
      'Zoë Ünal 王': 'active',
      plural: 'active',
    })
    expect(byName(before, 'plural')).toMatchObject({ email: 'plural@corp.test', aliases: ['old@corp.test'] })

    await controller.client.modifyDN(`CN=active,${unit}`, `CN=married,${unit}`)
    const name = new Attribute({ type: 'displayName', values: ['married'] })
    await controller.client.modify(`CN=married,${unit}`, new Change({ operation: 'replace', modification: name }))
    const after = await read({ base: unit })
    expect(byName(after, 'married')?.id).toBe(byName(before, 'active')?.id)
    const position = (reading: Snapshot): number | undefined =>
      reading.kind === 'complete' ? reading.position?.change : undefined
    expect(position(after)).toBeGreaterThan(position(before) ?? Number.NaN)
  })

  it('who were deleted are so to whoever may see that, and absent to whoever may not', async () => {
    const unit = await addUnit(controller.client, `OU=Leaving,${staff}`)
    const [gone = ''] = await addUsers(controller.client, unit, [{ name: 'gone' }, { name: 'stays' }])
    const id = byName(await read({ base: unit }), 'gone')?.id
    await controller.client.del(gone)
    const seen = await read({ base: unit, bind: controller.admin })
    expect(peopleIn(seen).map((person) => [person.id, person.status])).toContainEqual([id, 'deleted'])
    const unseen = await read({ base: unit })
    expect(peopleIn(unseen).map((person) => [person.name, person.status])).toEqual([['stays', 'active']])
    expect(unseen).toMatchObject({ proof: expect.stringContaining('no deleted account was shown') as string })
  })

  it('below a unit that was moved or renamed are not an empty list', async () => {
    const old = await addUnit(controller.client, `OU=Sales,${staff}`)
    await addUsers(controller.client, old, [{ name: 'seller' }])
    expect(emails(await read({ base: old }))).toEqual(new Set(['seller@corp.test']))
    await controller.client.modifyDN(old, `OU=Sales,${controller.base}`)
    const incomplete = { kind: 'incomplete', reason: expect.stringContaining(`${old} was not found`) as string }
    expect(await read({ base: old })).toMatchObject(incomplete)
    expect(emails(await read({ base: `OU=Sales,${controller.base}` }))).toEqual(new Set(['seller@corp.test']))
  })

  it('pass a filter as it is written', async () => {
    const unit = await addUnit(controller.client, `OU=Filtered,${staff}`)
    await addUsers(controller.client, unit, [
      { name: 'paula', employeeType: 'staff' },
      { name: 'quinn', employeeType: 'müller (ext)*' },
      { name: 'robin' },
    ])
    expect(emails(await read({ base: unit, filter: '(employeeType=staff)' }))).toEqual(new Set(['paula@corp.test']))
    expect(emails(await read({ base: unit, filter: '(&(employeeType=müller \\28ext\\29\\2a)(!(cn=robin)))' }))).toEqual(
      new Set(['quinn@corp.test']),
    )
  })
})

describe('groups of a real Active Directory', () => {
  it('of 2,500 are read whole, in ranges and pages, by both ways', async () => {
    const unit = await addUnit(controller.client, `OU=Crowd,${staff}`)
    const names = Array.from({ length: 2500 }, (_, index) => ({ name: `crowd${index}` }))
    const crowd = await addGroup(
      controller.client,
      `CN=crowd,${groups}`,
      await addUsers(controller.client, unit, names),
    )
    // Samba gives a list in the range that is asked for, to its end; Active Directory gives 1,500 at a time.
    await using proxy = await startLdapProxy({
      to: controller.url,
      ca: controller.ca,
      tls: await certificate(),
      limits: { values: 1500, page: 1000 },
    })
    const [rule, walk] = [
      await read({ groups: [crowd], controllers: proxy.url }),
      await read({ groups: [crowd], controllers: proxy.url, nested: 'walk', pageSize: 1000 }),
    ]
    expect(peopleIn(rule)).toHaveLength(2500)
    expect(peopleIn(walk)).toEqual(peopleIn(rule))
    expect(proxy.requests.map(({ attributes }) => attributes[0])).toEqual(
      expect.arrayContaining(['member;range=0-*', 'member;range=1500-*']),
    )
  })

  it('five deep, in a circle, and of a primary group are the same by both ways', async () => {
    const unit = await addUnit(controller.client, `OU=Deep,${staff}`)
    const people = await addUsers(
      controller.client,
      unit,
      ['a', 'b', 'c', 'd', 'e', 'other'].map((name) => ({ name: `deep-${name}` })),
    )
    const add = (level: number, members: readonly string[]): Promise<string> =>
      addGroup(controller.client, `CN=level-${level},${groups}`, [...members, people[level] ?? ''])
    let inner: string | undefined
    for (const level of [4, 3, 2, 1, 0]) inner = await add(level, inner === undefined ? [] : [inner])
    const top = new Attribute({ type: 'member', values: [inner ?? ''] })
    await controller.client.modify(`CN=level-4,${groups}`, new Change({ operation: 'add', modification: top }))
    const names = ['level-0', 'level-1']
    const [rule, walk] = [await read({ groups: names }), await read({ groups: names, nested: 'walk' })]
    expect(emails(rule)).toEqual(new Set(['a', 'b', 'c', 'd', 'e'].map((name) => `deep-${name}@corp.test`)))
    expect(byName(rule, 'deep-b')?.groups).toEqual(names)
    expect(peopleIn(walk)).toEqual(peopleIn(rule))

    const all = await read({ groups: ['Domain Users'], base: controller.base })
    expect(byName(all, 'deep-other')?.groups).toEqual(['Domain Users'])
  })

  it('that were renamed or deleted are named, and the id of one stays', async () => {
    const [ana = ''] = await addUsers(controller.client, staff, [{ name: 'ana' }])
    const old = await addGroup(controller.client, `CN=old-name,${groups}`, [ana])
    const { searchEntries } = await controller.client.search(old, {
      scope: 'base',
      attributes: ['objectGUID'],
      explicitBufferAttributes: ['objectGUID'],
    })
    const hex = Buffer.from(searchEntries[0]?.['objectGUID'] as Buffer).toString('hex')
    const id = hex.replace(/^(..)(..)(..)(..)(..)(..)(..)(..)(.{4})(.{12})$/u, '$4$3$2$1-$6$5-$8$7-$9-$10')
    await controller.client.modifyDN(old, `CN=new-name,${groups}`)
    expect(await read({ groups: [old] })).toMatchObject({
      kind: 'incomplete',
      reason: expect.stringMatching(/was not found.*renamed/u) as string,
    })
    expect(emails(await read({ groups: [id] }))).toEqual(new Set(['ana@corp.test']))
    await controller.client.del(`CN=new-name,${groups}`)
    expect(await read({ groups: [id] })).toMatchObject({ kind: 'incomplete' })
  })

  it('that hold somebody of another domain, or everybody who signs in, are incomplete', async () => {
    const everybody = await read({ groups: ['Users'] })
    expect(everybody).toMatchObject({
      kind: 'incomplete',
      reason: expect.stringMatching(/^CN=S-1-5-\d+,CN=ForeignSecurityPrincipals/u) as string,
    })
  })

  it('that hold machines and contacts hold the contacts as people', async () => {
    await controller.client.add(`CN=pc1,${staff}`, { objectClass: 'computer', sAMAccountName: 'pc1$' })
    await controller.client.add(`CN=guest,${staff}`, {
      objectClass: 'contact',
      mail: 'guest@else.test',
      displayName: 'guest',
    })
    await addGroup(controller.client, `CN=mixed,${groups}`, [`CN=pc1,${staff}`, `CN=guest,${staff}`])
    const reading = await read({ groups: ['mixed'] })
    expect(emails(reading)).toEqual(new Set(['guest@else.test']))
    expect(reading).toMatchObject({ proof: expect.stringContaining('machines: 1') as string })
  })
})

describe('the way to a real Active Directory', () => {
  it.each([
    ['LDAPS, as the user principal name', (one: Controller) => [one.url, one.reader.user]],
    ['StartTLS, as DOMAIN\\user', (one: Controller) => [one.startTlsUrl, 'CORP\\reader']],
    ['StartTLS, as the distinguished name', (one: Controller) => [one.startTlsUrl, `CN=reader,CN=Users,${one.base}`]],
  ])('is %s, under a private authority', async (_, way) => {
    const [url = '', user = ''] = way(controller)
    const base = `CN=Users,${controller.base}`
    expect(
      await read({ controllers: url, bind: { ...controller.reader, user }, base, addresses: ['userPrincipalName'] }),
    ).toMatchObject({
      kind: 'complete',
    })
  })

  it('ends where the authority is not known, before a password is sent', async () => {
    for (const controllers of [controller.url, controller.startTlsUrl])
      await expect(read({ controllers, tls: {} })).rejects.toMatchObject({
        problem: 'unavailable',
        message: expect.stringContaining('tls.ca') as string,
      })
  })

  it('ends at a wrong password, and says so', async () => {
    const wrong = { user: controller.reader.user, password: 'Wrong-0' }
    await expect(read({ bind: wrong })).rejects.toMatchObject({
      problem: 'unauthenticated',
      message: expect.stringContaining('52e') as string,
    })
  })

  it('goes on at the next controller where one does not run', async () => {
    const controllers = ['ldaps://127.0.0.1:9', controller.url]
    const base = `CN=Users,${controller.base}`
    expect(await read({ controllers, base, addresses: ['userPrincipalName'] })).toMatchObject({ kind: 'complete' })
    await expect(read({ controllers: 'ldaps://127.0.0.1:9' })).rejects.toMatchObject({ problem: 'unavailable' })
  })

  it('that breaks in the midst leaves a reading incomplete, and no shorter list', async () => {
    let pages = 0
    // A clock that is asked for each person tells when the reading is under way.
    const now = (): number => {
      pages += 1
      if (pages === 300) void controller.kill()
      return Date.now()
    }
    const reading = await read({ pageSize: 50, now })
    expect(reading).toMatchObject({ kind: 'incomplete', reason: expect.stringMatching(/lost|closed/u) as string })
    await controller.start()
    expect(await read()).toMatchObject({ kind: 'complete' })
  })

  it('on which a controller falls silent ends when the time for an answer is over', async () => {
    controller.pause()
    await expect(read({ timeout: 300 })).rejects.toMatchObject({ problem: 'unavailable' })
    controller.resume()
  })
})
