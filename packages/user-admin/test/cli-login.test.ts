// Longer than other files: each form in which a token is brought, over the same two servers.
import { mkdir, readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type FakeAac, startFakeAac } from '@user-admin/aac-client/testing'
import { startFakeHouston } from '@user-admin/houston-client/testing'
import { manualClock } from '@user-admin/wire/fake/clock'
import { describe, expect, it } from 'vitest'
import { type Scene, startScene } from './cli-scene.ts'
import { runAtTerminal } from './cli-terminal.ts'

const aacSeed = { workspaces: [{ name: 'spring-class' }, { name: 'autumn-class' }], people: ['me@example.edu'] }
const houstonSeed = {
  workspaces: [{ id: 'ck1class1', label: 'Class 1' }],
  users: [
    { username: 'root@example.org', roleBindings: [{ role: 'SYSTEM_ADMIN' }] },
    { username: 'bo@example.org', roleBindings: [{ role: 'WORKSPACE_ADMIN', workspace: 'ck1class1' }] },
  ],
}

/** A configuration with one target whose file is not there yet. */
async function aacScene(fake: FakeAac, more: object = {}): Promise<Scene> {
  const scene = await startScene()
  await scene.configure({
    targets: { spring: { system: 'aac', hosts: fake.hosts, credential: { file: 'creds/spring.json' }, ...more } },
  })
  return scene
}
const text = (scene: Scene, name: string): Promise<string> => readFile(join(scene.folder, name), 'utf8')
const modeOf = async (scene: Scene, name: string): Promise<number> =>
  (await stat(join(scene.folder, name))).mode & 0o777

describe('login aac', () => {
  it('keeps the pair that is piped in, for this account alone, and says for whom it is', async () => {
    await using fake = await startFakeAac({ seed: aacSeed })
    await using scene = await aacScene(fake)
    const creds = fake.creds()
    const { code, stdout, stderr } = await scene.run(['login', 'aac', 'spring'], { input: JSON.stringify(creds) })
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^Signed in to workspace spring-class as me@example.edu\. .*in 36[45] days\.\n$/s)
    expect(stdout).not.toContain(creds.refresh_token)
    expect(JSON.parse(await text(scene, 'creds/spring.json'))).toEqual(creds)
    if (process.platform !== 'win32')
      expect([await modeOf(scene, 'creds/spring.json'), await modeOf(scene, 'creds')]).toEqual([0o600, 0o700])
    expect((await readdir(join(scene.folder, 'creds'))).toSorted()).toEqual(['spring.json', 'spring.json.lock'])
    expect((await scene.run(['members', '--quiet'])).code).toBe(0)
  })

  it('takes the two tokens of the page from a file, and answers programs', async () => {
    await using fake = await startFakeAac({ seed: aacSeed })
    await using scene = await aacScene(fake)
    const { access_token: access, refresh_token: refresh } = fake.creds()
    await scene.file('pasted.txt', `${access}\r\n${refresh}\r\n`)
    const { code, json, stdout } = await scene.run(['login', 'aac', '--from', 'pasted.txt', '--json'])
    expect(code).toBe(0)
    expect(json.data).toMatchObject({
      target: 'spring',
      as: { email: 'me@example.edu' },
      scope: { name: 'spring-class' },
    })
    expect(stdout).not.toContain(refresh.slice(-24))
  })

  it('keeps what comes of a pair whose access token has ended', async () => {
    const clock = manualClock(Date.now() - 600_000)
    await using fake = await startFakeAac({ seed: aacSeed, clock })
    await using scene = await aacScene(fake)
    const creds = fake.creds()
    clock.advance(600_000)
    const { code } = await scene.run(['login', 'aac', 'spring'], { input: JSON.stringify(creds) })
    expect([code, fake.counters]).toEqual([0, { exchanges: 1, spentPresented: 0 }])
    const { refresh_token: kept } = JSON.parse(await text(scene, 'creds/spring.json')) as { refresh_token: string }
    expect(fake.placeOf(kept)).toMatchObject({ generation: 1 })
  })

  it('refuses the pair of another workspace than the one in the file, which stays as it is', async () => {
    await using fake = await startFakeAac({ seed: aacSeed })
    await using scene = await aacScene(fake)
    const before = JSON.stringify(fake.creds())
    await scene.file('creds/spring.json', before)
    const input = JSON.stringify(fake.creds({ workspace: 'autumn-class' }))
    const { code, stderr } = await scene.run(['login', 'aac', 'spring'], { input })
    expect([code, await text(scene, 'creds/spring.json')]).toEqual([2, before])
    expect(stderr).toContain('This pair is of another workspace')
    expect([fake.counters.exchanges, fake.requests()]).toEqual([0, 0])
  })

  it('refuses the pair of another workspace than the one in the configuration', async () => {
    await using fake = await startFakeAac({ seed: aacSeed })
    await using scene = await aacScene(fake, { workspace: 'autumn-class' })
    const { code, stderr } = await scene.run(['login', 'aac', 'spring'], { input: JSON.stringify(fake.creds()) })
    expect([code, stderr]).toEqual([1, expect.stringContaining('This token works in workspace "spring-class"')])
    expect(await readdir(join(scene.folder, 'creds'))).toEqual([])
  })

  it('leaves the renewed pair of another workspace where it can be found', async () => {
    const clock = manualClock(Date.now() - 600_000)
    await using fake = await startFakeAac({ seed: aacSeed, clock })
    await using scene = await aacScene(fake, { workspace: 'autumn-class' })
    const input = JSON.stringify(fake.creds())
    clock.advance(600_000)
    const { code, json } = await scene.run(['login', 'aac', 'spring', '--json'], { input })
    const [, left = ''] = /the new one is in (.*)\.$/u.exec(json.warnings[0] ?? '') ?? []
    const { refresh_token: kept } = JSON.parse(await readFile(left, 'utf8')) as { refresh_token: string }
    expect([code, fake.placeOf(kept)?.generation]).toEqual([1, 1])
  })

  const whole = { access_token: jwt(), refresh_token: jwt() }
  it.each<[string, string, string]>([
    ['a pair that ends in its midst', JSON.stringify(whole).slice(0, -40), 'The pair ends in its midst'],
    ['a token that a terminal cut', `${jwt().padEnd(5000, 'A').slice(0, 4095)}\n${jwt()}`, 'Terminals and forms cut'],
    ['a token whose payload is cut', `${jwt().slice(0, 60)}\n${jwt()}`, 'The access_token is not whole (60 letters)'],
    ['a token without its signature', `${jwt()}\n${jwt().replace(/[^.]*$/, '')}`, 'The refresh_token is not whole'],
    ['one token alone', jwt(), 'There is no refresh_token'],
    ['the same token twice', `${jwt()}\n${jwt()}`, 'Both tokens are the same'],
    ['an answer of a token server', '{"error":"invalid_grant"}', 'There is no access_token'],
    ['nothing', '', 'Nothing was piped in'],
  ])('recognises %s before anybody is asked', async (_name, input, says) => {
    await using scene = await startScene()
    await scene.configure({ targets: { spring: { system: 'aac', region: 'us1', credential: { file: 'c.json' } } } })
    const { code, stderr } = await scene.run(['login', 'aac'], { input })
    expect([code, stderr]).toEqual([2, expect.stringContaining(says)])
    expect(stderr).not.toContain('eyJ')
    expect(await readdir(scene.folder)).toEqual(['user-admin.yaml'])
  })

  it.each<[string, readonly string[], string]>([
    ['a token on the command line', ['aac', jwt()], 'The name of a target is no place for a token'],
    ['a token after the target', ['aac', 'spring', jwt()], 'got 2: spring, (a token)'],
    ['a key after the target', ['houston', 'h', 'f'.repeat(32)], 'got 2: h, (a token)'],
    ['a token in the place of a command', [jwt()], "Unknown command '(a token)'"],
    ['a token as --target', ['aac', '--target', jwt()], '--target is no place for a token'],
    ['a token as the name of a key', ['houston', 'h', '--create-key', jwt()], '--create-key is no place for a token'],
    ['a token in the place of its file', ['aac', '--from', jwt()], '--from is no place for a token'],
    ['a target of the other system', ['houston', 'spring'], 'user-admin login aac spring'],
    ['a target whose token is in the environment', ['houston', 'h'], 'is taken from the environment (HOUSTON_TOKEN)'],
    ['a file without a region', ['aac', '--file', 'x.json'], '--region us1'],
    ['a region of a target', ['aac', 'spring', '--region', 'us1'], '--region and --workspace belong to --file'],
  ])('refuses %s', async (_name, words, says) => {
    await using scene = await startScene()
    const url = 'https://houston.example.com'
    await scene.configure({
      targets: {
        spring: { system: 'aac', region: 'us1', credential: { file: 'c.json' } },
        h: { system: 'houston', url, credential: { env: 'HOUSTON_TOKEN' } },
      },
    })
    const { code, stderr } = await scene.run(['login', ...words], { input: '{}' })
    expect([code, stderr]).toEqual([2, expect.stringContaining(says)])
    expect(stderr).not.toMatch(/eyJ|f{32}/)
  })

  it('spends no pair where what is there cannot be replaced, or is something else', async () => {
    const clock = manualClock(Date.now() - 600_000)
    await using fake = await startFakeAac({ seed: aacSeed, clock })
    await using scene = await aacScene(fake)
    const input = JSON.stringify(fake.creds())
    clock.advance(600_000)
    await mkdir(join(scene.folder, 'creds/spring.json'), { recursive: true })
    const folder = await scene.run(['login', 'aac'], { input })
    expect([folder.code, folder.stderr]).toEqual([2, expect.stringContaining('cannot be written (EISDIR)')])
    await scene.file('thesis.txt', 'all of my work')
    await scene.configure({
      targets: { spring: { system: 'aac', hosts: fake.hosts, credential: { file: 'thesis.txt' } } },
    })
    const other = await scene.run(['login', 'aac'], { input })
    expect([other.code, other.stderr]).toEqual([2, expect.stringContaining('holds something else than a credential')])
    expect([await text(scene, 'thesis.txt'), fake.counters.exchanges]).toEqual(['all of my work', 0])
  })

  it('names what a login left that was killed, for it may be the only good pair', async () => {
    await using fake = await startFakeAac({ seed: aacSeed })
    await using scene = await aacScene(fake)
    await scene.file('creds/.login-Ab3d9f/credential', JSON.stringify(fake.creds()))
    const { code, stderr } = await scene.run(['login', 'aac'], { input: JSON.stringify(fake.creds()) })
    expect([code, stderr]).toEqual([0, expect.stringContaining(join('creds', '.login-Ab3d9f', 'credential'))])
    const again = await scene.run(['login', 'aac', '--from', 'creds/.login-Ab3d9f/credential'])
    expect(again.code).toBe(0)
    const doctor = await scene.run(['doctor'])
    expect([doctor.code, doctor.stdout]).toEqual([1, expect.stringMatching(/mend {2}spring: A login was broken off/)])
  })
})

describe.skipIf(process.platform === 'win32')('login at a terminal', () => {
  it('takes a pair that is longer than the lines of a terminal, unseen', async () => {
    await using fake = await startFakeAac({ seed: aacSeed })
    await using scene = await aacScene(fake)
    const creds = { ...fake.creds(), note: 'x'.repeat(6000) }
    const typed = `${JSON.stringify(creds, undefined, 2).replaceAll('\n', '\r')}\r`
    const { code, screen } = await runAtTerminal(scene, ['login', 'aac', 'spring'], [['is not shown', typed]])
    expect([code, JSON.parse(await text(scene, 'creds/spring.json'))]).toEqual([0, creds])
    expect(screen).toContain('Signed in to workspace spring-class')
    for (const secret of [creds.access_token, creds.refresh_token, 'xxxx']) expect(screen).not.toContain(secret)
  })

  it('takes both tokens where they are pasted at once, and shows neither', async () => {
    await using fake = await startFakeAac({ seed: aacSeed })
    await using scene = await aacScene(fake)
    const { access_token: access, refresh_token: refresh } = fake.creds()
    const { code, screen } = await runAtTerminal(
      scene,
      ['login', 'aac'],
      [['Access token', `\u001B[200~${access}\r${refresh}\u001B[201~\r`]],
    )
    expect([code, JSON.parse(await text(scene, 'creds/spring.json'))]).toEqual([
      0,
      { access_token: access, refresh_token: refresh },
    ])
    expect(screen).not.toContain('eyJ')
  })

  it('asks for the two tokens one after the other', async () => {
    await using fake = await startFakeAac({ seed: aacSeed })
    await using scene = await aacScene(fake)
    const { access_token: access, refresh_token: refresh } = fake.creds()
    const { code, screen } = await runAtTerminal(
      scene,
      ['login', 'aac'],
      [
        ['Access token', `${access}\r`],
        ['Refresh token', `${refresh}\r`],
      ],
    )
    expect([code, JSON.parse(await text(scene, 'creds/spring.json'))]).toEqual([
      0,
      { access_token: access, refresh_token: refresh },
    ])
    expect(screen).not.toContain('eyJ')
  })
})

describe('login houston', () => {
  it('keeps a token that the server takes for somebody, and none that it does not', async () => {
    await using fake = await startFakeHouston({ seed: houstonSeed })
    await using scene = await startScene()
    await scene.configure({
      targets: { w: { system: 'houston', url: fake.url, workspace: 'ck1class1', credential: { file: 'w.token' } } },
    })
    const wrong = await scene.run(['login', 'houston'], { input: 'f'.repeat(32) })
    expect([wrong.code, await readdir(scene.folder)]).toEqual([6, ['user-admin.yaml']])
    const token = fake.userToken('bo@example.org')
    const { code, stdout } = await scene.run(['login', 'houston'], { input: `Bearer ${token}\n` })
    expect([code, await text(scene, 'w.token')]).toEqual([0, `${token}\n`])
    expect(stdout).toContain('Signed in to workspace Class 1 as bo@example.org')
    expect(stdout).toContain('in 23 hours')
  })

  it('turns a token of a day into a service account by name, whose key alone is kept', async () => {
    await using fake = await startFakeHouston({ seed: houstonSeed })
    await using scene = await startScene()
    await scene.configure({
      targets: { all: { system: 'houston', url: fake.url, workspaces: 'all', credential: { file: 'houston.token' } } },
    })
    const input = fake.userToken('root@example.org')
    const words = ['login', 'houston', 'all', '--create-key', 'user-admin', '--json']
    const { code, json, stdout } = await scene.run(words, { input })
    expect([code, json.data]).toMatchObject([
      0,
      { as: { kind: 'service-account' }, ends: null, created: { label: 'user-admin' } },
    ])
    const key = (await text(scene, 'houston.token')).trim()
    expect(key).toMatch(/^[0-9a-f]{32}$/)
    expect(stdout).not.toContain(key)
    expect(fake.ledger.entries.map(({ operation }) => operation)).toEqual(['createSystemServiceAccount'])
    expect((await scene.run(['members', '--quiet'])).code).toBe(0)
  })

  it('says of the key that it takes the place of that it stays good, and of who may do little that it is so', async () => {
    await using fake = await startFakeHouston({ seed: houstonSeed })
    await using scene = await startScene()
    await scene.configure({ targets: { all: { system: 'houston', url: fake.url, credential: { file: 'h.token' } } } })
    const input = fake.userToken('root@example.org')
    const first = await scene.run(['login', 'houston', '--create-key', 'user-admin'], { input })
    expect([first.code, first.stderr]).toEqual([0, ''])
    const second = await scene.run(['login', 'houston', '--create-key', 'user-admin'], { input })
    expect([second.code, second.stderr]).toEqual([0, expect.stringContaining('The key that was in') as string])
    const bo = await scene.run(['login', 'houston'], { input: fake.userToken('bo@example.org') })
    expect([bo.code, bo.stderr]).toEqual([0, expect.stringContaining('bo@example.org is no system administrator')])
  })

  it('makes no service account for who is no system administrator, and keeps nothing', async () => {
    await using fake = await startFakeHouston({ seed: houstonSeed })
    await using scene = await startScene()
    const words = [
      'login',
      'houston',
      '--file',
      'w.token',
      '--url',
      fake.url,
      '--workspace',
      'ck1class1',
      '--create-key',
      'x',
    ]
    const { code, stderr } = await scene.run(words, { input: fake.userToken('bo@example.org') })
    expect([code, stderr]).toEqual([1, expect.stringContaining('Only a system administrator')])
    expect([fake.ledger.entries, await readdir(scene.folder)]).toEqual([[], []])
  })

  it('says that there may be a key that nobody has where the answer was lost', async () => {
    await using fake = await startFakeHouston({ seed: houstonSeed })
    fake.fault({ on: 'CreateSystemKey', give: 'reset', when: 'after' })
    await using scene = await startScene()
    const words = ['login', 'houston', '--file', 'k', '--url', fake.url, '--create-key', 'ours']
    const { code, stderr } = await scene.run(words, { input: fake.userToken('root@example.org') })
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining('There may be a service account ours now whose key nobody has'),
    ])
  })
})

/** A token that is whole, of nobody. */
function jwt(): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part({ alg: 'RS256' })}.${part({ sub: 'nobody', scope: 'openid w:01HZX' })}.${Buffer.alloc(256, 7).toString('base64url')}`
}
