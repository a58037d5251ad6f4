import { startFakeAac } from '@user-admin/aac-client/testing'
import { describe, expect, it, vi } from 'vitest'
import { commands } from '../src/cli/commands.ts'
import { startScene } from './cli-scene.ts'

describe('user-admin', () => {
  it('names every command in its help, which exits with 0', async () => {
    await using scene = await startScene()
    const { code, stdout, stderr } = await scene.run(['--help'])
    expect([code, stderr]).toEqual([0, ''])
    for (const { name } of commands) expect(stdout).toMatch(new RegExp(`^ {2}${name.split(' ')[0]} `, 'mu'))
    expect((await scene.run(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\S*\n$/u)
    const group = await scene.run(['help', 'plan'])
    expect(group.stdout).toMatch(/keep-only .*\n[\s\S]* {2}show /u)
  })

  it.each(commands.map(({ name }) => name))('%s has examples in its help', async (name) => {
    await using scene = await startScene()
    const { code, stdout } = await scene.run([...name.split(' '), '--help'])
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(new RegExp(`^Usage: user-admin ${name}[^]*Examples:\n  user-admin ${name}`, 'u')) as string,
    ])
  })

  it.each<[string, readonly string[], RegExp]>([
    [
      'a mistyped command',
      ['membres'],
      /^Unknown command 'membres'\. \(Did you mean members\?\) See user-admin --help\.\n$/u,
    ],
    [
      'a mistyped option',
      ['members', '--rol', 'x'],
      /^Unknown option '--rol'\. \(Did you mean --role\?\) See user-admin members --help\.\n$/u,
    ],
    ['a word too many', ['members', 'x'], /^Too many arguments for 'members'.* See user-admin members --help\.\n$/u],
    [
      'an option without its value',
      ['members', '--config'],
      /^Option '--config <file>' argument missing\. See user-admin (members )?--help\.\n$/u,
    ],
    ['no command', [], /^Usage: user-admin/u],
    ['a group without a command', ['plan'], /^Usage: user-admin plan/u],
    [
      'a wrong length of time',
      ['members', '--older-than', 'long'],
      /^"long" is no length of time: write 30m, 12h, 14d or 2w\.\n$/u,
    ],
    [
      'no configuration',
      ['members', '--older-than', '1d'],
      /^There is no configuration: user-admin\.yaml is neither in /u,
    ],
  ])('exits with 2 for %s, and says what would be right', async (_name, words, says) => {
    await using scene = await startScene()
    const { code, stdout, stderr } = await scene.run(words)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(says)
  })

  it('gives its errors in the envelope as well', async () => {
    await using scene = await startScene()
    const { code, json, stderr } = await scene.run(['members', '--json'])
    expect([code, stderr]).toEqual([2, ''])
    expect(json).toMatchObject({ command: 'members', exit: 2, ok: false, error: { problem: 'usage' } })
    const unknown = await scene.run(['membres', '--json'])
    expect(unknown.json).toMatchObject({
      command: '',
      exit: 2,
      error: { message: expect.stringMatching(/members/u) as string },
    })
  })

  it('ends soon when it is told to, with the reason', async () => {
    await using aac = await startFakeAac({ seed: { people: 4 }, latency: 60_000 })
    await using scene = await startScene()
    await scene.configure({ targets: { spring: await scene.aac(aac) } })
    const asked = vi.waitFor(() => expect(aac.requests()).toBeGreaterThan(0), { timeout: 180_000 })
    const { code, json } = await scene.run(['members', '--json'], { until: asked.then(() => 'SIGTERM' as const) })
    expect([code, json.error]).toEqual([1, { problem: 'stopped', message: 'The process was told to end (SIGTERM).' }])
  })
})
