import { chmod, mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startFakeAac } from '@user-admin/aac-client/testing'
import { startFakeHouston } from '@user-admin/houston-client/testing'
import { describe, expect, it } from 'vitest'
import { redacting } from '../src/cli/doctor/redacted.ts'
import type { DoctorReport } from '../src/cli/doctor/report.ts'
import { watched } from '../src/cli/doctor/watched.ts'
import { type Ran, type Scene, startScene } from './cli-scene.ts'

const houstonSeed = {
  workspaces: [
    { id: 'ck1class1', label: 'Class 1' },
    { id: 'ck1class2', label: 'Class 2' },
  ],
  users: [
    { username: 'bo@example.org', roleBindings: [{ role: 'WORKSPACE_ADMIN', workspace: 'ck1class1' }] },
    { username: 'cy@example.org', roleBindings: [{ role: 'WORKSPACE_VIEWER', workspace: 'ck1class1' }] },
  ],
}
/** Only this account can read what the scene wrote. */
async function privately(scene: Scene): Promise<void> {
  for (const name of await readdir(join(scene.folder, 'creds'))) await chmod(join(scene.folder, 'creds', name), 0o600)
  await chmod(join(scene.folder, 'creds'), 0o700)
}
const reportOf = ({ json }: Ran): DoctorReport => json.data as DoctorReport
const saysOf = (ran: Ran): readonly string[] => {
  const { targets, config, state } = reportOf(ran)
  return [...targets.flatMap(({ findings }) => findings), ...config, ...state.findings].map(
    ({ level, says }) => `${level}: ${says}`,
  )
}

describe('doctor', () => {
  it('says who each credential is, what it may do, how long it lasts, and what the server is', async () => {
    await using aac = await startFakeAac({
      seed: { workspaces: [{ name: 'spring-class' }], people: ['me@example.edu'] },
    })
    await using fake = await startFakeHouston({ seed: houstonSeed })
    await using scene = await startScene()
    await scene.file('creds/bo.token', fake.userToken('bo@example.org'))
    await scene.configure({
      targets: {
        spring: await scene.aac(aac),
        platform: await scene.houston(fake),
        'class-1': await scene.houston(fake, { workspace: 'ck1class1', credential: { file: 'creds/bo.token' } }),
      },
    })
    await privately(scene)
    const ran = await scene.run(['doctor', '--json'])
    expect(ran.code).toBe(0)
    expect(reportOf(ran).targets).toMatchObject([
      {
        target: 'spring',
        as: { email: 'me@example.edu' },
        rights: 'admin',
        can: ['suspend', 'transferAssets', 'remind', 'seats'],
        credential: { kind: 'file', daysLeft: 364 },
        plane: 'gateway',
        skew: 0,
      },
      { target: 'platform', rights: 'full', credential: { ends: null, daysLeft: null }, release: '0.34.0', skew: 0 },
      { target: 'class-1', rights: 'admin', as: { email: 'bo@example.org' }, credential: { daysLeft: 0 } },
    ])
    expect(reportOf(ran).workspaces).toMatchObject([{ name: 'Class 2', seenBy: 'platform' }])
    expect(saysOf(ran)).toContainEqual(
      expect.stringMatching(
        /^note: The credential ends in 23 hours: user-admin login houston class-1 --create-key NAME/,
      ),
    )
    const text = await scene.run(['doctor', '--quiet'])
    expect(text.stdout).toMatch(/^TARGET +PLACE +AS +MAY/)
    expect(text.stdout).toMatch(/spring +\S+ +me@example\.edu +administer +file, 364 days +gateway +right/)
    expect(text.stdout).toContain('One workspace is seen, and of no target:\n  Class 2 (ck1class2), seen by platform')
    expect(text.stdout).toMatch(/Nothing to mend, \d+ to know\.\n$/)
  })

  it('finds too few rights, and too many', async () => {
    await using fake = await startFakeHouston({ seed: houstonSeed })
    await using scene = await startScene()
    await scene.file('creds/cy.token', fake.userToken('cy@example.org'))
    await scene.configure({
      targets: {
        few: await scene.houston(fake, { workspace: 'ck1class1', credential: { file: 'creds/cy.token' } }),
        many: await scene.houston(fake, { workspace: 'ck1class2' }),
      },
    })
    await privately(scene)
    const ran = await scene.run(['doctor', '--json'])
    expect(ran.code).toBe(1)
    expect(saysOf(ran)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^bad: This credential is not that of an administrator here/),
        expect.stringMatching(/^note: This credential may do more than it needs/),
      ]),
    )
  })

  it.each<[string, object, number, string]>([
    ['some do not sign in', { good: true, wrong: true }, 7, 'unauthenticated'],
    ['nobody signs in', { wrong: true }, 6, 'unauthenticated'],
    ['nothing answers', { dead: true }, 1, 'unavailable'],
  ])('ends with its own code where %s', async (_name, which, code, problem) => {
    await using fake = await startFakeHouston({ seed: houstonSeed })
    await using scene = await startScene()
    await scene.file('creds/wrong.token', 'f'.repeat(32))
    const all = {
      good: await scene.houston(fake),
      wrong: await scene.houston(fake, { credential: { file: 'creds/wrong.token' } }),
      dead: await scene.houston(fake, { url: 'http://127.0.0.1:1' }),
    }
    await scene.configure({ targets: Object.fromEntries(Object.entries(all).filter(([name]) => name in which)) })
    await privately(scene)
    const ran = await scene.run(['doctor', '--json'])
    expect(ran.code).toBe(code)
    expect(ran.json.targets).toContainEqual(expect.objectContaining({ ok: false, problem }))
    expect(reportOf(ran).targets).toContainEqual(expect.objectContaining({ scope: null, as: null }))
    const { stdout } = await scene.run(['doctor'])
    expect(stdout).not.toContain('Nothing to mend')
    expect(stdout).toMatch(/^(?:wrong|dead) did not answer: nothing is known of it/mu)
  })

  it('says of what it saw all that there is to say, where another target does not answer', async () => {
    await using fake = await startFakeHouston({ seed: houstonSeed })
    await using scene = await startScene()
    await scene.configure({
      targets: {
        one: await scene.houston(fake, { workspace: 'ck1class1' }),
        two: await scene.houston(fake, { workspace: 'Class 1' }),
        dead: await scene.houston(fake, { url: 'http://127.0.0.1:1' }),
      },
    })
    const ran = await scene.run(['doctor', '--json'])
    expect([ran.code, saysOf(ran)]).toEqual([
      7,
      expect.arrayContaining(['bad: one and two are one and the same workspace: keep one of them.']),
    ])
  })

  it('finds what is written and cannot be meant', async () => {
    await using fake = await startFakeHouston({ seed: houstonSeed })
    await using scene = await startScene()
    const directory = {
      kind: 'active-directory',
      controllers: ['ldaps://dc.example'],
      base: 'DC=x',
      bind: { user: 'x', password: { env: 'AD' } },
    } as const
    await scene.configure({
      targets: {
        one: await scene.houston(fake, { workspace: 'ck1class1' }),
        two: await scene.houston(fake, { workspace: 'Class 1' }),
      },
      sources: {
        corp: directory,
        spare: directory,
        hr: { kind: 'csv', file: 'no-such.csv' },
        all: { kind: 'union', of: ['corp', 'hr'] },
      },
      policy: {
        protect: ['bo@example.org', 'cyy@example.org', '@nobody.example'],
        exempt: [{ person: 'bo@example.org', owner: 'cy@example.org', until: '2020-01-31' }],
      },
    })
    await privately(scene)
    const ran = await scene.run(['doctor', '--json'])
    expect(reportOf(ran).config.map(({ level, says }) => `${level}: ${says}`)).toEqual([
      'note: The source spare is part of no other: only a command that names it reads it (--source spare).',
      `bad: The file of the source hr is not there, or cannot be read: ${join(scene.folder, 'no-such.csv')}`,
      'note: The exemption of bo@example.org ended on 2020-01-31: take it out, or have cy@example.org answer for it anew.',
      'bad: one and two are one and the same workspace: keep one of them.',
      expect.stringMatching(/^bad: policy.protect names @nobody.example, who is in no target: correct it/),
      'bad: policy.protect names cyy@example.org, who is in no target; did you mean cy@example.org?',
    ])
  })

  it.skipIf(process.platform === 'win32')('finds secrets and a state that others can read', async () => {
    await using fake = await startFakeHouston({ seed: houstonSeed })
    await using scene = await startScene()
    await scene.configure({ targets: { all: await scene.houston(fake) } })
    await privately(scene)
    await chmod(join(scene.folder, 'creds', 'houston-1.token'), 0o644)
    await mkdir(join(scene.folder, 'state'), { mode: 0o755 })
    const ran = await scene.run(['doctor', '--json'])
    expect(ran.code).toBe(1)
    expect(saysOf(ran)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^bad: .*houston-1\.token can be read by others \(mode 644\): chmod 600 /),
        expect.stringMatching(/^bad: Others can read who has access, or change it, in .*\(mode 755\)/),
        expect.stringMatching(/^note: There is no state in .* yet: user-admin init/),
      ]),
    )
    expect(await readdir(join(scene.folder, 'state'))).toEqual([])
  })

  it('writes a folder for whoever helps, without secrets and addresses, and over nothing', async () => {
    await using aac = await startFakeAac({ seed: { people: ['me@example.edu'] } })
    await using fake = await startFakeHouston({ seed: houstonSeed })
    await using scene = await startScene()
    await scene.file('creds/wrong.token', 'f'.repeat(32))
    await scene.configure({
      targets: {
        spring: { ...(await scene.aac(aac)), assets: { transferTo: 'head@example.edu' } },
        wrong: await scene.houston(fake, { credential: { file: 'creds/wrong.token' } }),
        told: await scene.houston(fake, { credential: { command: ['no-such-program', '--password', 'hunter2'] } }),
      },
      policy: { protect: ['head@example.edu'] },
    })
    const { code, json } = await scene.run(['doctor', '--json', '--bundle', 'support'])
    expect([code, json.data]).toMatchObject([7, { bundle: { folder: join(scene.folder, 'support') } }])
    const files = await readdir(join(scene.folder, 'support'))
    expect(files.toSorted()).toEqual(['config.json', 'doctor.json', 'last-errors.json', 'versions.json'])
    const texts = await Promise.all(files.map((name) => readFile(join(scene.folder, 'support', name), 'utf8')))
    for (const secret of ['@example', 'hunter2', 'ffffffff', 'eyJ']) expect(texts.join('\n')).not.toContain(secret)
    const config = JSON.parse(texts[files.indexOf('config.json')] ?? '') as {
      targets: Record<string, { system: string }>
    }
    expect(Object.entries(config.targets).map(([name, { system }]) => [name, system])).toEqual([
      ['spring', 'aac'],
      ['wrong', 'houston'],
      ['told', 'houston'],
    ])
    // The same person is the same mark.
    const marks = /"transferTo": "(person-[0-9a-f]{8})"[\s\S]*"protect": \[\s*"(person-[0-9a-f]{8})"/.exec(
      texts[files.indexOf('config.json')] ?? '',
    )
    expect(marks?.[1]).toBe(marks?.[2])
    expect((await scene.run(['doctor', '--bundle', 'support'])).code).toBe(2)
  })
})

describe('what is shown to others', () => {
  const { text } = redacting(Buffer.alloc(32))
  it.each<[string, string]>([
    ['an address', 'Bo <bo.o-neil+x@sub.example.org> was not found.'],
    ['an address in percent-encoding', 'see /people?email=bo%40example.org'],
    ['a token', 'got eyJhbGciOi.eyJzdWIi.c2ln'],
    ['a token that was cut', 'got eyJhbGciOiJSUz'],
    ['a key', `key ${'0123456789abcdef'.repeat(2)} is wrong`],
    ['a long secret of letters', 'AbCdEfGhIjKlMnOpQrStUvWxYz'.repeat(2)],
  ])('has a mark in the place of %s', (_name, given) => {
    const shown = text(given)
    expect(shown).toMatch(/(?:person|secret|id)-[0-9a-f]{8}/)
    for (const part of ['bo', 'example', 'eyJ', '0123456789', 'AbCdEf']) expect(shown).not.toContain(part)
  })

  it('keeps sentences as they are', () => {
    const sentence = 'WorkspaceAddUser: HTTP 502, not JSON. Run user-admin login houston class-1 --create-key NAME.'
    expect(text(sentence)).toBe(sentence)
  })
})

describe('the clock of a server', () => {
  it.each<[number, number]>([
    [0, 0],
    [400, 0],
    [120_000, 120_000],
    [-3_600_000, -3_600_000],
  ])('that is %i ms before ours is heard as %i', async (before, heard) => {
    const at = Date.parse('2026-03-01T08:00:00.500Z')
    const watch = watched(
      () => at,
      async () => new Response('', { headers: { date: new Date(at + before).toUTCString() } }),
    )
    await watch.fetch('https://houston.example.com/v1')
    expect(watch.heard.skew).toBe(heard)
  })
})
