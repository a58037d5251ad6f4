import { describe, expect, it } from 'vitest'
import { type ActiveDirectoryOptions, activeDirectory } from '../src/directory/ldap.ts'
import type { SourcePerson } from '../src/directory/source.ts'
import { type Asked, type Said, scriptedServer } from './ldap-server.ts'
import { group, guid, guidBytes, person, root, type Thing, usual } from './ldap-world.ts'

type Attributes = Thing['attributes']

async function readWith(
  answer: (asked: Asked) => readonly Said[],
  change: Partial<ActiveDirectoryOptions> = {},
): Promise<Awaited<ReturnType<ReturnType<typeof activeDirectory>['read']>>> {
  await using server = await scriptedServer(answer)
  return await activeDirectory({
    controllers: server.url,
    bind: { user: 'u', password: 'p' },
    tls: { ca: server.ca },
    base: root,
    now: () => Date.parse('2026-11-22T05:00:00Z'),
    ...change,
  }).read()
}

const anchor = person('anchor', 1)

/** One person as they are read. */
async function readOne(
  attributes: Attributes,
  change: Partial<ActiveDirectoryOptions> = {},
): Promise<SourcePerson | undefined> {
  const reading = await readWith(usual({ people: [anchor, person('ana', 2, attributes)] }), change)
  return reading.kind === 'complete' ? reading.people.find(({ id }) => id === guid(2)) : undefined
}

/** 2026-11-22 05:00 UTC, and 100 ns before. */
const thisInstant = '134397972000000000'
const past = '134397971999999999'

describe('whether a person may still sign in', () => {
  it.each<[string, Attributes, SourcePerson['status']]>([
    ['an ordinary account', { userAccountControl: ['512'] }, 'active'],
    ['a disabled one', { userAccountControl: ['514'] }, 'disabled'],
    ['one whose number is below zero', { userAccountControl: [String(-2147483648 + 512)] }, 'active'],
    ['one that is locked out for an hour', { userAccountControl: ['528'], lockoutTime: [past] }, 'active'],
    ['one without a last day (0)', { accountExpires: ['0'] }, 'active'],
    ['one that never had one', { accountExpires: ['9223372036854775807'] }, 'active'],
    ['one that says nothing of a last day', { accountExpires: [] }, 'active'],
    ['one whose last day is over', { accountExpires: [thisInstant] }, 'expired'],
    ['one whose last day is to come', { accountExpires: [String(BigInt(thisInstant) + 10_000n)] }, 'active'],
    ['one that ended long ago', { accountExpires: ['1'] }, 'expired'],
    ['a disabled one whose last day is over', { userAccountControl: ['514'], accountExpires: [past] }, 'disabled'],
  ])('%s', async (_, attributes, status) => {
    expect(await readOne(attributes)).toMatchObject({ status })
  })

  it.each<[string, string, SourcePerson['status']]>([
    ['is not over by the controller’s clock', '20261122045959.0Z', 'active'],
    ['is over by both clocks', '20261122050001.0Z', 'expired'],
    ['is over, and the controller tells no time', 'noon', 'expired'],
  ])('one whose last day %s', async (_, currentTime, status) => {
    const world = usual({ people: [person('ana', 2, { accountExpires: [past] })] })
    const reading = await readWith((asked) =>
      world(asked).map((said) =>
        typeof said === 'object' && 'entry' in said && said.entry === ''
          ? { ...said, attributes: { ...said.attributes, currentTime: [currentTime] } }
          : said,
      ),
    )
    expect(reading).toMatchObject({ people: [{ status }] })
  })

  it('a last day that is none is no answer', async () => {
    const reading = await readWith(usual({ people: [person('ana', 2, { accountExpires: ['soon'] })] }))
    expect(reading).toMatchObject({ kind: 'incomplete', reason: expect.stringContaining('accountExpires') as string })
  })
})

describe('the addresses of a person', () => {
  it.each<[string, Attributes, Partial<ActiveDirectoryOptions>, Partial<SourcePerson>]>([
    ['mail', { mail: ['Ana@Corp.Test'] }, {}, { email: 'ana@corp.test' }],
    [
      'mailboxes and nothing else of proxyAddresses, the primary one first',
      {
        mail: [],
        proxyAddresses: ['smtp:b@corp.test', 'x500:/o=corp/cn=ana', 'sip:ana@corp.test', 'SMTP:a@corp.test'],
      },
      {},
      { email: 'a@corp.test', aliases: ['b@corp.test'] },
    ],
    [
      'the same mailbox once',
      { mail: ['ana@corp.test'], proxyAddresses: ['SMTP:ANA@corp.test', 'smtp:old@corp.test'] },
      {},
      { email: 'ana@corp.test', aliases: ['old@corp.test'] },
    ],
    [
      'what she signs in with, apart from her mailboxes',
      { mail: ['ana@corp.test'], userPrincipalName: ['a.b@corp.local'] },
      {},
      { email: 'ana@corp.test', upn: 'a.b@corp.local' },
    ],
    [
      'only those of the attributes that are named, in their order',
      { mail: ['ana@corp.test'], proxyAddresses: ['SMTP:a@corp.test'], userPrincipalName: ['a@corp.local'] },
      { addresses: ['proxyAddresses', 'mail'] },
      { email: 'a@corp.test', aliases: ['ana@corp.test'] },
    ],
  ])('%s', async (_, attributes, change, expected) => {
    const others = change.addresses === undefined ? {} : { proxyAddresses: ['SMTP:anchor@corp.test'] }
    const reading = await readWith(
      usual({ people: [person('anchor', 1, others), person('ana', 2, attributes)] }),
      change,
    )
    const found = reading.kind === 'complete' ? reading.people.find(({ id }) => id === guid(2)) : undefined
    expect(found).toEqual({ id: guid(2), name: 'ana', status: 'active', ...expected })
  })

  it('a filter may write its letters as bytes', async () => {
    const filters: string[] = []
    const world = usual({ people: [anchor] })
    await readWith(
      (asked) => {
        if (asked.kind === 'search' && /objectCategory/iu.test(asked.filter)) filters.push(asked.filter)
        return world(asked)
      },
      { filter: '(department=B\\c3\\bcro\\2a)' },
    )
    expect(filters[0]).toContain('(department=Büro\\2a)')
  })

  it('a value that is none is left out and counted', async () => {
    const reading = await readWith(usual({ people: [anchor, person('ana', 2, { mail: ['at home'] })] }))
    expect(reading).toMatchObject({
      kind: 'complete',
      proof: expect.stringContaining('addresses left out because they are none: 1') as string,
    })
  })

  it('more than one answer holds are not cut short', async () => {
    const reading = await readWith(
      usual({ people: [anchor, person('ana', 2, { 'proxyAddresses;range=0-1499': ['smtp:a@corp.test'] })] }),
    )
    expect(reading).toMatchObject({ kind: 'incomplete', reason: expect.stringContaining('proxyAddresses') as string })
  })
})

describe('who a person is', () => {
  it('the id is the objectGUID in its usual form, whose first three parts are written backwards', async () => {
    const bytes = Buffer.from('ff19966f868b11d0b42d00c04fc964ff', 'hex')
    const reading = await readWith(usual({ people: [person('ana', 2, { objectGUID: [bytes] })] }))
    expect(reading).toMatchObject({ people: [{ id: '6f9619ff-8b86-d011-b42d-00c04fc964ff' }] })
  })

  it.each<[string, Buffer | string, string | undefined]>([
    ['of two scripts', 'Ана 王', 'Ана 王'],
    ['that is Windows-1252 and no UTF-8', Buffer.from('4dfc6c6c6572', 'hex'), 'M\uFFFDller'],
    ['that holds NUL', 'a\u0000b', 'a\u0000b'],
    ['that is blank', '  ', undefined],
  ])('a name %s does no harm', async (_, name, expected) => {
    expect((await readOne({ displayName: [name] }))?.name).toBe(expected)
  })
})

describe('people who were deleted', () => {
  const container = `CN=Deleted Objects,${root}`
  const tombstone = (number: number, attributes: Attributes): Said => ({
    entry: `CN=gone\\0ADEL:${number},${container}`,
    attributes: { objectGUID: [guidBytes(number)], ...attributes },
  })
  const world = { people: [anchor], groups: [group('staff', 50, [anchor.dn])] }
  const deleting =
    (container0: readonly Said[], ...gone: readonly Said[]) =>
    (asked: Asked): readonly Said[] => {
      if (asked.kind !== 'search' || asked.base !== container) return usual(world)(asked)
      if (!asked.controls.includes('1.2.840.113556.1.4.417')) return [{ code: 32 }]
      return asked.scope === 0 ? container0 : [...gone, { code: 0, cookie: '' }]
    }
  const seen: readonly Said[] = [{ entry: container, attributes: {} }, { code: 0 }]
  const staff = `OU=Staff,${root}`

  it('are read with what is left of them', async () => {
    const reading = await readWith(
      deleting(seen, tombstone(7, { lastKnownParent: [staff], mail: ['gone@corp.test'] }), tombstone(8, {})),
    )
    expect(reading).toMatchObject({
      people: [
        { id: guid(1) },
        { id: guid(7), email: 'gone@corp.test', status: 'deleted' },
        { id: guid(8), status: 'deleted' },
      ],
      proof: expect.stringContaining('deleted accounts: 2') as string,
    })
  })

  it('are those who were below the base', async () => {
    const reading = await readWith(
      deleting(
        seen,
        tombstone(7, { lastKnownParent: [`OU=Students,${root}`], mail: ['gone@corp.test'] }),
        tombstone(8, {}),
        tombstone(9, { lastKnownParent: [`OU=North,${root}`] }),
      ),
      { base: root, groups: ['staff'] },
    )
    expect(reading).toMatchObject({ people: [{ id: guid(1) }, { id: guid(7) }, { id: guid(8) }, { id: guid(9) }] })
  })

  it.each<[string, Partial<ActiveDirectoryOptions>]>([
    ['groups', { groups: ['staff'] }],
    ['a filter', { filter: '(employeeType=staff)' }],
  ])('are told by their id alone where %s cannot be asked of them', async (_, change) => {
    const reading = await readWith(
      deleting(seen, tombstone(7, { lastKnownParent: [staff], mail: ['gone@corp.test'], displayName: ['Gone'] })),
      change,
    )
    expect(reading).toMatchObject({ kind: 'complete' })
    expect(reading.kind === 'complete' ? reading.people[1] : undefined).toEqual({ id: guid(7), status: 'deleted' })
  })

  it.each<[string, readonly Said[]]>([
    ['says that there is nothing', [{ code: 32 }]],
    ['says that it is not allowed', [{ code: 50 }]],
    ['shows nothing', [{ code: 0 }]],
  ])('are said to be unseen where the controller %s', async (_, said) => {
    const reading = await readWith(deleting(said))
    expect(reading).toMatchObject({
      people: { length: 1 },
      proof: expect.stringContaining('deleted accounts cannot be seen') as string,
    })
  })

  it.each<[string, readonly Said[], RegExp]>([
    ['that fails', [{ code: 51 }], /The search for deleted people .*busy/u],
    ['of somebody who is there as well', [tombstone(1, {}), { code: 0, cookie: '' }], /anchor was deleted while/u],
  ])('a search %s makes the reading incomplete', async (_, said, reason) => {
    const reading = await readWith((asked) =>
      asked.kind === 'search' && asked.base === container && asked.scope === 2 ? said : deleting(seen)(asked),
    )
    expect(reading).toMatchObject({ kind: 'incomplete', reason: expect.stringMatching(reason) as string })
  })

  it('are not asked for where they are not wanted', async () => {
    await using server = await scriptedServer(usual(world))
    await activeDirectory({
      controllers: server.url,
      bind: { user: 'u', password: 'p' },
      tls: { ca: server.ca },
      base: root,
      deleted: false,
    }).read()
    expect(server.asked.filter((asked) => asked.kind === 'search' && asked.base === container)).toEqual([])
  })
})

it('where the controller stood is read before the people', async () => {
  const order: string[] = []
  const reading = await readWith((asked) => {
    if (asked.kind === 'search') order.push(asked.base === '' ? 'position' : asked.filter)
    return usual({ people: [anchor] })(asked)
  })
  expect(reading).toMatchObject({ position: { server: `CN=NTDS Settings,CN=DC1,${root}`, change: 4711 } })
  expect(order[0]).toBe('position')
})
