import { describe, expect, it } from 'vitest'
import { type ActiveDirectoryOptions, activeDirectory } from '../src/directory/ldap.ts'
import { type Asked, type Said, type ScriptedServer, scriptedServer } from './ldap-server.ts'
import { group, guidBytes, person, root, usual } from './ldap-world.ts'

const people = Array.from({ length: 25 }, (_, index) => person(`p${index}`, index))
const staff = group(
  'staff',
  100,
  people.map(({ dn }) => dn),
)
const healthy = usual({ people, groups: [staff], range: 10 })

const options = (server: ScriptedServer): ActiveDirectoryOptions => ({
  controllers: server.url,
  bind: { user: 'CORP\\reader', password: 'secret' },
  tls: { ca: server.ca },
  base: root,
  pageSize: 10,
  timeout: 1000,
})

type Search = Extract<Asked, { kind: 'search' }>
const isPeople = (asked: Asked): asked is Search =>
  asked.kind === 'search' && /objectCategory=person/iu.test(asked.filter)
const isList = (asked: Asked): asked is Search =>
  asked.kind === 'search' && asked.attributes.some((name) => name.startsWith('member;range'))
const isLast = (page: readonly Said[]): boolean =>
  page.some((said) => typeof said === 'object' && 'code' in said && said.cookie === '')
/** Otherwise healthy: the second page of people is something else. */
const onPageTwo =
  (said: (usual: readonly Said[]) => readonly Said[]) =>
  (asked: Asked): readonly Said[] =>
    isPeople(asked) && asked.cookie === '10' ? said(healthy(asked)) : healthy(asked)

describe('a reading that does not end well is incomplete, with its reason', () => {
  it.each<[string, (asked: Asked) => readonly Said[], RegExp, number]>([
    ['the size limit', onPageTwo((all) => [...all.slice(0, 3), { code: 4 }]), /sizeLimitExceeded, 4.*pageSize/u, 10],
    ['a time limit', onPageTwo(() => [{ code: 3 }]), /timeLimitExceeded/u, 10],
    ['an administrative limit', onPageTwo(() => [{ code: 11 }]), /adminLimitExceeded/u, 10],
    ['a busy controller', onPageTwo(() => [{ code: 51 }]), /busy/u, 10],
    ['an unwilling controller', onPageTwo(() => [{ code: 53 }]), /unwillingToPerform/u, 10],
    ['a code that nobody knows', onPageTwo(() => [{ code: 118 }]), /result code 118/u, 10],
    [
      'a referral',
      onPageTwo(() => [{ code: 10, referral: [`ldap://child.corp.test/DC=child,${root}??sub`] }]),
      /referred to ldap:\/\/child\.corp\.test\/DC=child,DC=corp,DC=test \(referral, 10\)/u,
      10,
    ],
    [
      'a reference to another domain',
      onPageTwo((all) => [{ reference: [`ldap://child.corp.test/DC=child,${root}`] }, ...all]),
      /child\.corp\.test.*otherDomains/u,
      10,
    ],
    ['a connection that breaks', onPageTwo(() => ['reset']), /(?:lost|closed the connection)/u, 10],
    [
      'a connection that breaks within a page',
      onPageTwo((all) => [...all.slice(0, 5), 'reset']),
      /(?:lost|closed)/u,
      10,
    ],
    ['silence', onPageTwo(() => ['silence']), /silent for 1 s.*timeout/u, 10],
    ['silence within a page', onPageTwo((all) => [...all.slice(0, 5), 'silence']), /silent for/u, 10],
    ['a page that comes again', onPageTwo(() => healthy({ ...pageOne, cookie: '' })), /p0,OU=Staff.*twice/u, 10],
    ['an answer that is no page', onPageTwo((all) => [...all.slice(0, -1), { code: 0 }]), /whether that was all/u, 20],
    ['a circle of empty pages', onPageTwo(() => [{ code: 0, cookie: '10' }]), /circle of empty pages/u, 10],
    ['an answer that is no LDAP', onPageTwo(() => [{ raw: Buffer.from('HTTP/1.1 200 OK\r\n') }]), /no LDAP/u, 10],
    [
      'an element that ends beyond its message',
      onPageTwo(() => [{ raw: Buffer.from('300502010430ff', 'hex') }]),
      /no LDAP/u,
      10,
    ],
    ['an answer of endless length', onPageTwo(() => [{ raw: Buffer.from('3084ffffffff', 'hex') }]), /64 MiB/u, 10],
    [
      'a notice of disconnection',
      onPageTwo(() => [{ raw: Buffer.from('300c02010078070a013404000400', 'hex') }]),
      /ended the connection/u,
      10,
    ],
    [
      'two entries of one id',
      onPageTwo((all) => [{ entry: `CN=twin,${root}`, attributes: people[0]?.attributes ?? {} }, ...all.slice(1)]),
      /Two entries have the objectGUID 00000000/u,
      10,
    ],
    [
      'an account whose userAccountControl cannot be read',
      onPageTwo((all) => [
        { entry: `CN=odd,${root}`, attributes: { objectGUID: [guidBytes(77)], objectClass: ['user'] } },
        ...all,
      ]),
      /CN=odd.*userAccountControl.*right to read/u,
      10,
    ],
    [
      'an account without an id',
      onPageTwo((all) => [{ entry: `CN=odd,${root}`, attributes: { objectClass: ['user'] } }, ...all]),
      /CN=odd.*objectGUID/u,
      10,
    ],
  ])('%s', async (_, answer, reason, seen) => {
    await using server = await scriptedServer(answer)
    const reading = await activeDirectory(options(server)).read()
    expect(reading).toMatchObject({ kind: 'incomplete', reason: expect.stringMatching(reason) as string, seen })
    await expect.poll(server.open).toBe(0)
  })

  it.each<[string, (page: readonly Said[], asked: Search) => readonly Said[]]>([
    ['ends after its first page', (page) => [...page.slice(0, -1), { code: 0, cookie: '' }]],
    ['has a last page of nobody', (page) => (isLast(page) ? [{ code: 0, cookie: '' }] : page)],
    [
      'lets one slip between two pages',
      (page, { cookie, attributes }) => (cookie === '10' && attributes.includes('mail') ? page.slice(1) : page),
    ],
  ])('a search for everybody that %s gives others when it is asked again', async (_, struck) => {
    await using server = await scriptedServer((asked) =>
      isPeople(asked) ? struck(healthy(asked), asked) : healthy(asked),
    )
    expect(await activeDirectory(options(server)).read()).toMatchObject({
      kind: 'incomplete',
      reason: expect.stringMatching(/gave \d+ people, and \d+ when asked again.*pages were lost/u) as string,
    })
  })

  it.each<[string, string, Partial<ActiveDirectoryOptions>, RegExp]>([
    ['last day', 'accountExpires', {}, /None of the 25 accounts has an accountExpires.*Read Account Restrictions/u],
    ['primary group', 'primaryGroupID', { groups: ['staff'] }, /CN=p0,.*primaryGroupID.*Read General Information/u],
  ])('a %s that may not be read is no answer', async (_, attribute, change, reason) => {
    const blind = people.map(({ dn, attributes }) => ({ dn, attributes: { ...attributes, [attribute]: [] } }))
    await using server = await scriptedServer(usual({ people: blind, groups: [staff] }))
    const reading = await activeDirectory({ ...options(server), ...change }).read()
    expect(reading).toMatchObject({ kind: 'incomplete', reason: expect.stringMatching(reason) as string })
  })

  it('a group whose number may not be read is none of whom nobody is the primary group', async () => {
    const { objectSid: _, ...attributes } = staff.attributes
    await using server = await scriptedServer(usual({ people, groups: [{ ...staff, attributes }] }))
    expect(await activeDirectory({ ...options(server), groups: ['staff'] }).read()).toMatchObject({
      kind: 'incomplete',
      reason: expect.stringMatching(/CN=staff,.*objectSid.*Read General Information/u) as string,
    })
  })

  it('a mail that nobody has looks as if it may not be read', async () => {
    await using server = await scriptedServer(
      usual({ people: [person('ana', 1, { mail: [] }), person('bob', 2, { mail: [''] })] }),
    )
    expect(await activeDirectory(options(server)).read()).toMatchObject({
      kind: 'incomplete',
      reason: expect.stringContaining('None of the 2 people has an address in mail') as string,
    })
  })

  it('a base that is gone is named', async () => {
    await using server = await scriptedServer(healthy)
    const reading = await activeDirectory({ ...options(server), base: `OU=Old,${root}` }).read()
    expect(reading).toMatchObject({
      kind: 'incomplete',
      reason: expect.stringMatching(/^OU=Old,DC=corp,DC=test was not found/u) as string,
    })
  })
})

const pageOne = {
  kind: 'search',
  base: root,
  scope: 2,
  filter: '(objectCategory=person)',
  attributes: [],
  controls: [],
  pageSize: 10,
} as const

describe('a list of members that is not whole makes the reading incomplete', () => {
  const onList =
    (from: number, said: (usual: readonly Said[]) => readonly Said[]) =>
    (asked: Asked): readonly Said[] =>
      isList(asked) && asked.attributes[0] === `member;range=${from}-*` ? said(healthy(asked)) : healthy(asked)
  const members = (name: string, list: readonly string[]): readonly Said[] => [
    { entry: staff.dn, attributes: { [name]: list } },
    { code: 0 },
  ]
  const list = staff.members

  it.each<[string, (asked: Asked) => readonly Said[], RegExp]>([
    [
      'ends before its end',
      onList(10, () => members('member;range=10-*', list.slice(10, 12))),
      /p\d+ is said to be in staff, and no list/u,
    ],
    [
      'holds fewer than it says',
      onList(10, () => members('member;range=10-19', list.slice(10, 15))),
      /was cut: after 10/u,
    ],
    [
      'goes on from another place',
      onList(10, () => members('member;range=15-*', list.slice(15))),
      /was cut.*from place 15/u,
    ],
    ['begins again', onList(10, () => members('member;range=10-19', list.slice(0, 10))), /twice/u],
    ['stops to be answered', onList(10, () => members('cn', ['staff'])), /was cut: after 10/u],
    ['has nobody in it', onList(0, () => members('cn', ['staff'])), /is said to be in staff, and no list/u],
    ['belongs to a group that is gone', onList(10, () => [{ code: 32 }]), /moved or deleted/u],
    ['ends with an error', onList(20, () => [{ code: 1 }]), /operationsError/u],
  ])('%s', async (_, answer, reason) => {
    await using server = await scriptedServer(answer)
    const reading = await activeDirectory({ ...options(server), groups: ['staff'] }).read()
    expect(reading).toMatchObject({ kind: 'incomplete', reason: expect.stringMatching(reason) as string, seen: 25 })
  })

  it('a person on the list whom the search does not bring is looked for, and stops the reading', async () => {
    await using server = await scriptedServer((asked) =>
      isPeople(asked) && asked.cookie === '10'
        ? healthy(asked).filter((said) => !(typeof said === 'object' && 'entry' in said && said.entry === list[13]))
        : healthy(asked),
    )
    const reading = await activeDirectory({ ...options(server), groups: ['staff'] }).read()
    expect(reading).toMatchObject({
      kind: 'incomplete',
      reason: expect.stringMatching(
        /^CN=p13,.* is a member of staff by one way of asking and not by the other/u,
      ) as string,
    })
  })
})

describe('what is no fault', () => {
  it.each([
    `ldap://ForestDnsZones.corp.test/DC=ForestDnsZones,${root}`,
    `ldap://DomainDnsZones.corp.test/DC=DomainDnsZones,${root}`,
    `ldap://corp.test/CN=Configuration,${root}`,
    `ldap://corp.test/CN=Schema,CN=Configuration,${root}??sub`,
    `ldap://child.corp.test/DC=child,${root}`,
  ])('a reference to %s, which holds nobody who is meant', async (url) => {
    await using server = await scriptedServer(onPageTwo((all) => [{ reference: [url] }, ...all]))
    const reading = await activeDirectory({ ...options(server), otherDomains: [`dc=child,${root}`] }).read()
    expect(reading).toMatchObject({ kind: 'complete', people: { length: 25 } })
  })

  it('a page without anybody is not the last one', async () => {
    await using server = await scriptedServer((asked) => {
      if (!isPeople(asked)) return healthy(asked)
      if (asked.cookie === 'on') return healthy({ ...asked, cookie: '10' })
      return asked.cookie === '10' ? [{ code: 0, cookie: 'on' }] : healthy(asked)
    })
    expect(await activeDirectory(options(server)).read()).toMatchObject({ kind: 'complete', people: { length: 25 } })
  })

  it('nobody below a base that is there is empty, and not complete', async () => {
    await using server = await scriptedServer(usual({ people: [] }))
    expect(await activeDirectory(options(server)).read()).toMatchObject({ kind: 'empty' })
  })
})
