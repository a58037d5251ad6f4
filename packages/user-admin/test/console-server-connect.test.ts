import { manualClock, startFakeAac } from '@user-admin/aac-client/testing'
import { startFakeHouston } from '@user-admin/houston-client/testing'
import { describe, expect, it } from 'vitest'
import { startConsoleScene } from './console-scene.ts'

const world = (options: Parameters<typeof startFakeAac>[0] = {}) =>
  startFakeAac({ ...options, seed: { workspaces: ['one', 'two', 'three'].map((name) => ({ name, people: 5 })) } })

describe('connecting', () => {
  it('marks what cannot be used, each alone, and asks nobody where the token itself says so', async () => {
    const clock = manualClock()
    await using fake = await world({ clock })
    await using elsewhere = await startFakeAac({ clock, issuer: 'https://pingauth-eu1.alteryxcloud.com/as' })
    await using scene = await startConsoleScene({ fetch: fake.fetch, now: clock.now, aac: { regions: ['us1'] } })
    const ended = fake.tokens({ workspace: 'two' }).accessToken
    clock.advance(301_000)
    const [good, foreign] = [fake.creds({ workspace: 'one' }), elsewhere.creds()]
    const again = fake.creds({ workspace: 'one' })
    const texts = [good, again, foreign].map((one) => JSON.stringify(one)).join('\n')
    const { connections } = await scene.ask('connect', { text: texts })
    expect(connections.map(({ state, region }) => [state, region])).toEqual([
      ['ready', 'us1'],
      ['duplicate', 'us1'],
      ['foreign', 'eu1'],
    ])
    const later = await scene.ask('connect', {
      text: `${ended}\n${fake.tokens({ workspace: 'three' }).accessToken.slice(0, 150)}`,
    })
    expect(later.connections.slice(3).map(({ state }) => state)).toEqual(['expired', 'cut'])
    // Neither of the two pairs of one workspace was spent by looking.
    expect(fake.counters.exchanges).toBe(0)
    await expect(scene.ask('connect', { text: 'good morning' })).rejects.toThrow('no-token')
    const before = fake.requests()
    await scene.ask('disconnect', { connection: connections[1]?.id ?? '' })
    expect(fake.requests()).toBe(before)
    expect((await scene.ask('look')).connections).toHaveLength(4)
  })

  it('says that a pair was used before, and hands back the one that followed', async () => {
    const clock = manualClock()
    await using fake = await world({ clock })
    const pasted = fake.creds({ workspace: 'one' })
    clock.advance(301_000)
    await using scene = await startConsoleScene({ fetch: fake.fetch, now: clock.now })
    const { connections } = await scene.ask('connect', { text: JSON.stringify(pasted) })
    expect(connections).toMatchObject([{ state: 'ready', isRenewed: true, isSpent: true }])
    const { pairs } = await scene.ask('handBack', {})
    expect(JSON.parse(pairs[0]?.text ?? '')).not.toEqual(pasted)
    clock.advance(301_000)
    await using later = await startConsoleScene({ fetch: fake.fetch, now: clock.now })
    const old = await later.ask('connect', { text: JSON.stringify(pasted) })
    expect(old.connections.map(({ state }) => state)).toEqual(['spent'])
    const next = await later.ask('connect', { text: pairs[0]?.text ?? '' })
    expect(next.connections.map(({ state, workspace }) => [state, workspace])).toEqual([['ready', 'one']])
  })

  it('says when a lone token ends, as it ends, and takes the second half of it', async () => {
    const clock = manualClock()
    await using fake = await world({ clock })
    await using scene = await startConsoleScene({ fetch: fake.fetch, now: clock.now })
    const { accessToken, refreshToken, expiresAt } = fake.tokens({ workspace: 'two' })
    const { connections } = await scene.ask('connect', { text: accessToken })
    expect(connections).toMatchObject([{ state: 'ready', ends: expiresAt, isRenewed: false }])
    const id = connections[0]?.id ?? ''
    const ended = scene.until((view) => view.connections[0]?.state === 'expired')
    clock.advance(300_000)
    expect((await ended).connections).toHaveLength(1)
    const renewed = await scene.ask('renew', { connection: id, text: refreshToken })
    expect(renewed.connections).toMatchObject([{ id, state: 'ready', isRenewed: true }])
    expect(renewed.connections[0]?.ends).toBeUndefined()
  })

  it('refuses a token of another workspace in the place of one, and leaves that as it was', async () => {
    await using fake = await world()
    await using scene = await startConsoleScene({ fetch: fake.fetch })
    const { connections } = await scene.ask('connect', { text: fake.staticToken({ workspace: 'one' }) })
    const connection = connections[0]?.id ?? ''
    for (const text of [fake.staticToken({ workspace: 'two' }), fake.tokens({ workspace: 'two' }).accessToken])
      await expect(scene.ask('renew', { connection, text })).rejects.toThrow('other-workspace')
    expect((await scene.ask('look')).connections).toMatchObject([{ state: 'ready', workspace: 'one' }])
  })

  it('leaves out a workspace in which its person may not administer others', async () => {
    await using fake = await world()
    await using scene = await startConsoleScene({ fetch: fake.fetch })
    const plain = fake.state[0]?.people[3]?.email ?? ''
    const text = JSON.stringify([fake.creds({ workspace: 'one', person: plain }), fake.creds({ workspace: 'two' })])
    const { connections } = await scene.ask('connect', { text })
    expect(connections.map(({ state, mayChange }) => [state, mayChange])).toEqual([
      ['ready', false],
      ['ready', true],
    ])
    await scene.ask('protect', { text: '', admins: true, onlyMe: false, rest: 'suspend' })
    await scene.ask('preview')
    const { preview } = await scene.until((view) => view.preview?.state === 'ready')
    expect(preview?.workspaces.map(({ name, go, failure }) => [name, go, failure?.problem])).toEqual([
      ['one', 0, 'forbidden'],
      ['two', 3, undefined],
    ])
  })

  it('connects every workspace of a Houston by one token and its address', async () => {
    await using fake = await startFakeHouston()
    await using scene = await startConsoleScene()
    expect((await scene.ask('connect', { text: '0'.repeat(32) })).connections.map(({ state }) => state)).toEqual([
      'needs-address',
    ])
    await scene.ask('disconnect', { connection: 'c1' })
    const { connections } = await scene.ask('connect', { text: fake.token, houston: fake.url })
    expect(connections.map(({ state, system }) => [state, system])).toEqual(
      Array.from({ length: 3 }, () => ['ready', 'houston']),
    )
    const wrong = await scene.ask('connect', { text: '0'.repeat(32), houston: fake.url })
    expect(wrong.connections.at(-1)?.state).toBe('refused')
    const nowhere = await scene.ask('connect', { text: '1'.repeat(32), houston: 'http://127.0.0.1:9' })
    expect(nowhere.connections.at(-1)?.state).toBe('unreachable')
  })

  it('sends no token towards the page, but whoever asks for the pairs', async () => {
    await using fake = await world()
    await using scene = await startConsoleScene({ fetch: fake.fetch })
    const { access_token: access, refresh_token: refresh } = fake.creds({ workspace: 'one' })
    const { accessToken } = fake.tokens({ workspace: 'two' })
    await scene.ask('connect', { text: `${access}\n${refresh}\n${accessToken}` })
    await scene.ask('protect', { text: `me@example.edu\n${refresh}`, admins: true, onlyMe: false, rest: 'suspend' })
    await scene.ask('preview')
    await scene.until((view) => view.preview?.state === 'ready')
    await scene.ask('renew', { connection: 'c2', text: access }).catch(() => undefined)
    await scene.ask('connect', { text: access.slice(0, 100) })
    const all = scene.sent.join('\n')
    const secrets = [access, refresh, accessToken]
    const parts = secrets.flatMap((token) => [
      token,
      ...token.split('.').slice(1),
      encodeURIComponent(token),
      Buffer.from(token).toString('base64'),
    ])
    expect(parts.filter((part) => all.includes(part))).toEqual([])
    const { pairs } = await scene.ask('handBack', {})
    expect(pairs.map(({ text }) => JSON.parse(text) as unknown)).toEqual([
      { access_token: access, refresh_token: refresh },
    ])
  })
})
