import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startFakeAac } from '@user-admin/aac-client/testing'
import { startFakeHouston } from '@user-admin/houston-client/testing'
import { describe, expect, it } from 'vitest'
import { startScene } from './cli-scene.ts'

const classes = ['Class 1', 'Class 2', 'Class 3'].map((label) => ({ label }))

describe('targets', () => {
  it('are every workspace of one Houston, each by its label', async () => {
    await using houston = await startFakeHouston({ seed: { workspaces: classes, users: 3 } })
    await using scene = await startScene()
    await scene.configure({ targets: { classes: await scene.houston(houston, { workspaces: 'all' }) } })
    const { json } = await scene.run(['members', '--json'])
    expect(json.targets?.map(({ target }) => target)).toEqual(['classes/Class 1', 'classes/Class 2', 'classes/Class 3'])
    const one = await scene.run(['members', '--json', '--target', 'classes/Class 2,classes/Clas 3'])
    expect([one.code, one.json.targets]).toEqual([
      7,
      [
        {
          target: 'classes/Clas 3',
          ok: false,
          problem: 'not-found',
          message: 'classes has no workspace Clas 3; did you mean classes/Class 3?',
        },
        { target: 'classes/Class 2', ok: true },
      ],
    ])
  })

  it('fail alone: the others are read, and the code is 7', async () => {
    await using aac = await startFakeAac({ seed: { people: 4 } })
    await using houston = await startFakeHouston({ seed: { workspaces: classes, users: 3 } })
    await using scene = await startScene()
    await scene.file('wrong.token', 'f'.repeat(32))
    await scene.configure({
      targets: {
        spring: await scene.aac(aac),
        w: await scene.houston(houston, { workspace: 'Class 1', credential: { file: 'wrong.token' } }),
        x: await scene.houston(houston, { workspace: 'Class 1', credential: { env: 'NOT_SET' } }),
      },
    })
    const { code, json } = await scene.run(['members', '--json'])
    expect([code, json.ok]).toEqual([7, false])
    expect(json.targets).toMatchObject([
      { target: 'spring', ok: true },
      { target: 'w', ok: false, problem: 'unauthenticated' },
      { target: 'x', ok: false, message: 'The secret of target x: the environment has no NOT_SET, or it is empty.' },
    ])
    expect(json.data).toMatchObject({ all: 4 })
    const alone = await scene.run(['members', '--target', 'w'])
    expect([alone.code, alone.stdout]).toEqual([6, ''])
    expect(alone.stderr).not.toContain('f'.repeat(32))
  })

  it('get their secrets from a file, the environment or a command, whose own environment has none of them', async () => {
    await using houston = await startFakeHouston({ seed: { workspaces: classes, users: 3 } })
    await using scene = await startScene()
    const script = await scene.file(
      'print.mjs',
      `import { writeFileSync } from 'node:fs'
       writeFileSync(new URL('env.json', import.meta.url), JSON.stringify(process.env))
       console.log(${JSON.stringify(houston.token)})`,
    )
    const at = { workspace: 'Class 1' }
    await scene.configure({
      targets: {
        file: await scene.houston(houston, at),
        env: await scene.houston(houston, { ...at, credential: { env: 'HOUSTON_TOKEN' } }),
        command: await scene.houston(houston, { ...at, credential: { command: [process.execPath, script] } }),
        broken: await scene.houston(houston, { ...at, credential: { command: [process.execPath, 'no-such-file'] } }),
      },
    })
    const { json } = await scene.run(['members', '--json'], { env: { HOUSTON_TOKEN: houston.token } })
    expect(json.targets).toEqual([
      {
        target: 'broken',
        ok: false,
        problem: 'unauthenticated',
        message:
          'The command that prints the secret of target broken ended with code 1: run it by hand to see what it says.',
      },
      { target: 'command', ok: true },
      { target: 'env', ok: true },
      { target: 'file', ok: true },
    ])
    expect(JSON.parse(await readFile(join(scene.folder, 'env.json'), 'utf8'))).not.toHaveProperty('HOUSTON_TOKEN')
  })

  it('get the pair of a workspace from a command whose environment has none of the secrets either', async () => {
    await using aac = await startFakeAac({ seed: { people: 2 } })
    await using scene = await startScene()
    await scene.file('pair.json', JSON.stringify(aac.creds()))
    const script = await scene.file(
      'vault.mjs',
      `import { readFileSync, writeFileSync } from 'node:fs'
       writeFileSync(new URL('env.json', import.meta.url), JSON.stringify(process.env))
       process.stdout.write(readFileSync(new URL('pair.json', import.meta.url), 'utf8'))`,
    )
    const at = { system: 'aac' as const, hosts: aac.hosts }
    await scene.configure({
      targets: {
        command: { ...at, credential: { command: [process.execPath, script] } },
        env: { ...at, credential: { env: 'AAC_TOKEN' } },
      },
    })
    const { code } = await scene.run(['members'], {
      env: { AAC_TOKEN: aac.staticToken(), VAULT_ADDR: 'vault.example' },
    })
    const env = JSON.parse(await readFile(join(scene.folder, 'env.json'), 'utf8')) as object
    expect(code).toBe(0)
    expect(env).toHaveProperty('VAULT_ADDR')
    expect(env).not.toHaveProperty('AAC_TOKEN')
  })

  it.each<[string, readonly string[], string]>([
    ['a target that there is not', ['--target', 'sprung'], 'There is no target "sprung"; did you mean spring?\n'],
    [
      'all and some',
      ['--target', 'spring', '--all-targets'],
      '--target and --all-targets exclude each other: keep the one that is meant.\n',
    ],
  ])('are refused for %s', async (_name, words, says) => {
    await using scene = await startScene()
    await scene.configure({
      targets: { spring: { system: 'aac', region: 'us1', credential: { file: 'creds.json' } } },
    })
    const { code, stderr } = await scene.run(['members', ...words])
    expect([code, stderr]).toEqual([2, says])
  })

  it.each(['https://me:eyJSECRET@h.example', 'https://h.example/?token=eyJSECRET'])(
    'are refused for a secret in an address: %s',
    async (url) => {
      await using scene = await startScene()
      await scene.configure({ targets: { h: { system: 'houston', url, credential: { env: 'A' } } } })
      const { code, stderr } = await scene.run(['members'])
      expect([code, stderr]).toEqual([2, expect.stringContaining('targets.h.url must be an address alone')])
      expect(stderr).not.toContain('SECRET')
    },
  )

  it('are never taken from what every object has', async () => {
    await using scene = await startScene()
    await scene.configure({ targets: { spring: { system: 'aac', region: 'us1', credential: { file: 'none.json' } } } })
    const { code, stderr } = await scene.run(['members', '--target', 'constructor'])
    expect([code, stderr]).toEqual([2, 'There is no target "constructor"; there are spring.\n'])
  })
})
