import type { FaultRule } from '@user-admin/wire/fake/faults'
import { describe, expect, it } from 'vitest'
import { type DeltaStore, entraId } from '../src/directory/entra.ts'
import { type FakeGraph, startFakeGraph } from '../src/directory/testing/index.ts'
import { graphWith, peopleIn, readingOf, statusesIn } from './entra-scene.ts'

interface Memory extends DeltaStore {
  text: string | undefined
  writes: number
}
const memory = (text?: string): Memory => ({
  text,
  writes: 0,
  async read() {
    return this.text
  },
  async write(next) {
    this.text = next
    this.writes += 1
  },
})
const five = ['ana', 'bo', 'cy', 'di', 'ed']
/** How the users were read since the last time that this was asked. */
const readsOf = (fake: FakeGraph): readonly string[] => {
  const read = fake.requests.filter(({ operation }) => operation === 'usersDelta')
  return read.map(({ url }) => /deltatoken|skiptoken/u.exec(url)?.[0] ?? 'whole').splice(from.get(fake) ?? 0)
}
const from = new WeakMap<FakeGraph, number>()
const forget = (fake: FakeGraph): void =>
  void from.set(fake, fake.requests.filter(({ operation }) => operation === 'usersDelta').length)

describe('a reading that continues from the last one', () => {
  it('reads everybody once, and only what changed from then on', async () => {
    await using fake = await graphWith(five, { pageSize: 2 })
    const delta = memory()
    expect(await readingOf(fake, { delta })).toMatchObject({
      kind: 'complete',
      proof: expect.stringContaining('Users: 5 known with all of them read anew, as many as') as string,
    })
    expect(readsOf(fake)).toEqual(['whole', 'skiptoken', 'skiptoken'])
    forget(fake)
    fake.changeUser('ana@example.edu', { accountEnabled: false })
    fake.changeUser('bo@example.edu', { mail: 'bo.ng@example.edu' })
    fake.deleteUser('cy@example.edu')
    fake.addUser({ userPrincipalName: 'fay@example.edu' })
    const snapshot = await readingOf(fake, { delta })
    expect(statusesIn(snapshot)).toEqual({
      'ana@example.edu': 'disabled',
      'bo.ng@example.edu': 'active',
      'cy@example.edu': 'deleted',
      'di@example.edu': 'active',
      'ed@example.edu': 'active',
      'fay@example.edu': 'active',
    })
    expect(snapshot).toMatchObject({
      proof: expect.stringMatching(/Users: 5 known with the changes since 2\S+ applied/u) as string,
    })
    expect(readsOf(fake)).toEqual(['deltatoken', 'skiptoken'])
  })

  it('takes what is null for gone, and what is not told for unchanged', async () => {
    await using fake = await graphWith(['ana'])
    const delta = memory()
    fake.changeUser('ana@example.edu', { proxyAddresses: ['smtp:a@example.edu'], displayName: 'Ana' })
    await readingOf(fake, { delta })
    fake.changeUser('ana@example.edu', { mail: null })
    const [ana] = peopleIn(await readingOf(fake, { delta }))
    expect(ana).toMatchObject({ aliases: ['a@example.edu'], upn: 'ana@example.edu', name: 'Ana', status: 'active' })
    expect(ana).not.toHaveProperty('email')
  })

  it.each([true, false])('takes the last word of several about one person (each told: %s)', async (deltaRepeats) => {
    await using fake = await graphWith(five, { pageSize: 1, switches: { deltaRepeats } })
    const delta = memory()
    await readingOf(fake, { delta })
    fake.changeUser('ana@example.edu', { accountEnabled: false })
    const ana = fake.deleteUser('ana@example.edu')
    fake.restoreUser(ana)
    fake.changeUser(ana, { accountEnabled: true, displayName: 'Ana' })
    fake.purgeUser(fake.deleteUser('bo@example.edu'))
    const snapshot = await readingOf(fake, { delta })
    expect(statusesIn(snapshot)).toMatchObject({ 'ana@example.edu': 'active' })
    expect(statusesIn(snapshot)).not.toHaveProperty('bo@example.edu')
  })

  it('is the same as a whole reading of the same people', async () => {
    await using fake = await graphWith(five)
    const delta = memory()
    await readingOf(fake, { delta })
    fake.changeUser('ana@example.edu', { displayName: 'Ana' })
    const [continued, whole] = [await readingOf(fake, { delta }), await readingOf(fake)]
    expect(continued).toMatchObject({ digest: 'digest' in whole ? whole.digest : '' })
  })
})

describe('everybody is read anew', () => {
  const begins = async (fake: FakeGraph, delta: Memory, again: FakeGraph = fake): Promise<readonly string[]> => {
    forget(again)
    expect(peopleIn(await readingOf(again, { delta }))).toHaveLength(again.users().length)
    return readsOf(again)
  }

  it.each(['gone', 'bad-request'] as const)('where the link has ended (%s)', async (deltaEndsWith) => {
    await using fake = await graphWith(five, { switches: { deltaEndsWith } })
    const delta = memory()
    await readingOf(fake, { delta })
    fake.endLinks()
    expect(await begins(fake, delta)).toEqual(['deltatoken', 'whole'])
    expect(await begins(fake, delta)).toEqual(['deltatoken'])
  })

  it('where the link ends in the midst of its pages', async () => {
    await using fake = await graphWith(five, { pageSize: 1 })
    const delta = memory()
    await readingOf(fake, { delta })
    fake.changeUser('ana@example.edu', { displayName: 'Ana' })
    fake.changeUser('bo@example.edu', { displayName: 'Bo' })
    let pages = 0
    fake.onRequest(({ operation }) => {
      pages += operation === 'usersDelta' ? 1 : 0
      if (pages === 2) fake.endLinks()
    })
    pages = 0
    expect((await begins(fake, delta)).slice(0, 3)).toEqual(['deltatoken', 'skiptoken', 'whole'])
  })

  it.each<readonly [string, (text: string) => string]>([
    ['cut short', (text) => text.slice(0, -20)],
    ['empty', () => ''],
    ['no object', () => 'null'],
    ['of a later release', (text) => text.replace('"version":1', '"version":2')],
    ['of another cloud', (text) => text.replace('"of":"http', '"of":"https')],
    ['of a link elsewhere', (text) => text.replace(/"link":"http:\/\/[^/]+/u, '"link":"https://graph.example')],
    ['with somebody twice', (text) => text.replace(/"people":\[(\{[^}]*\})/u, '"people":[$1,$1')],
    ['with somebody without a status', (text) => text.replace('"enabled":true', '"enabled":"yes"')],
    ['without somebody', (text) => text.replace(/"people":\[\{[^}]*\},/u, '"people":[')],
    ['older than a week', (text) => text.replace(/"since":\d+/u, '"since":1')],
    ['from the future', (text) => text.replace(/"since":\d+/u, '"since":99999999999999')],
  ])('where what was kept is %s', async (_, spoil) => {
    await using fake = await graphWith(five)
    const delta = memory()
    await readingOf(fake, { delta })
    delta.text = spoil(delta.text ?? '')
    expect((await begins(fake, delta)).at(-1)).toBe('whole')
    expect(await begins(fake, delta)).toEqual(['deltatoken'])
  })

  it('where what was kept is of another tenant', async () => {
    await using one = await graphWith(five)
    const delta = memory()
    await readingOf(one, { delta })
    await using other = await startFakeGraph({ tenant: 'other', users: [{ userPrincipalName: 'zoe@other.edu' }] })
    // The same address, so that only the tenant tells them apart.
    delta.text = delta.text?.replaceAll(one.url, other.url)
    expect(await begins(one, delta, other)).toEqual(['whole'])
  })

  it('where a change is told of somebody who is not known', async () => {
    await using fake = await graphWith(five)
    const delta = memory()
    await readingOf(fake, { delta })
    const value = [
      { id: fake.users()[0]?.id, displayName: 'Ana' },
      { id: 'new', displayName: 'New' },
    ]
    fake.fault({
      on: 'usersDelta',
      give: { status: 200, body: JSON.stringify({ value, '@odata.deltaLink': `${fake.url}/v1.0/users/delta?x` }) },
    })
    expect(await begins(fake, delta)).toEqual(['deltatoken', 'whole'])
  })
})

describe('what is kept', () => {
  it('is replaced only once everybody was shown: a broken round is read again', async () => {
    await using fake = await graphWith(five, { pageSize: 1 })
    const delta = memory()
    await readingOf(fake, { delta })
    fake.changeUser('ana@example.edu', { accountEnabled: false })
    fake.changeUser('bo@example.edu', { accountEnabled: false })
    const before = delta.text
    fake.fault({ on: 'usersDelta', skip: 1, give: { status: 200, body: '{"value":[' } })
    expect(await readingOf(fake, { delta })).toMatchObject({ kind: 'incomplete' })
    expect(delta.text).toBe(before)
    expect(statusesIn(await readingOf(fake, { delta }))).toMatchObject({
      'ana@example.edu': 'disabled',
      'bo@example.edu': 'disabled',
    })
  })

  it('is not replaced where Graph counts others, and the reading is incomplete after one whole attempt', async () => {
    await using fake = await graphWith(five)
    const delta = memory()
    await readingOf(fake, { delta })
    const before = delta.text
    fake.switches.countOffset = 1
    forget(fake)
    expect(await readingOf(fake, { delta, deleted: false })).toMatchObject({
      kind: 'incomplete',
      reason: expect.stringContaining('counts 6 users, and told of 5 when all were read anew') as string,
    })
    expect(delta.text).toBe(before)
    expect(readsOf(fake)).toEqual(['deltatoken', 'deltatoken', 'whole', 'deltatoken'])
  })

  it('is continued once more where somebody came while it was read', async () => {
    await using fake = await graphWith(five)
    const delta = memory()
    await readingOf(fake, { delta })
    let came = false
    fake.onRequest(({ operation }) => {
      if (operation === 'countUsers' && !came) {
        came = true
        fake.addUser({ userPrincipalName: 'fay@example.edu' })
      }
    })
    forget(fake)
    expect(peopleIn(await readingOf(fake, { delta }))).toHaveLength(6)
    expect(readsOf(fake)).toEqual(['deltatoken', 'deltatoken'])
  })

  it.each<readonly [string, FaultRule['give'], string]>([
    ['no link to the next changes', { status: 200, body: '{"value":[]}' }, 'does not say where the next changes'],
    [
      'a link that leads elsewhere',
      { status: 200, body: '{"value":[],"@odata.deltaLink":"https://graph.example/v1.0/users/delta"}' },
      'is not kept',
    ],
  ])('stays where a round ends with %s', async (_, give, reason) => {
    await using fake = await graphWith(five)
    const delta = memory()
    await readingOf(fake, { delta })
    const before = delta.text
    fake.fault({ on: 'usersDelta', give })
    expect(await readingOf(fake, { delta })).toMatchObject({
      kind: 'incomplete',
      reason: expect.stringContaining(reason) as string,
    })
    expect(delta.text).toBe(before)
  })

  it('is no secret, and holds no token', async () => {
    await using fake = await graphWith(five)
    const delta = memory()
    await readingOf(fake, { delta })
    expect(delta.text).not.toContain('fake.')
  })

  it.each([
    ['read', 'The link that was kept could not be read.'],
    ['write', 'The link to the next changes could not be kept.'],
  ] as const)('that cannot be had (%s) costs a whole reading, and the proof says so', async (method, note) => {
    await using fake = await graphWith(five)
    const broken = { ...memory(), [method]: () => Promise.reject(new Error('disk full')) }
    for (const _ of [1, 2]) {
      const snapshot = await entraId({ credential: fake.credential, endpoint: fake.url, delta: broken }).read()
      expect(snapshot).toMatchObject({ kind: 'complete', proof: expect.stringContaining(note) as string })
    }
  })
})
