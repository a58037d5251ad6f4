import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { FaultRule } from '@user-admin/wire/fake/faults'
import { describe, expect, it } from 'vitest'
import { commands } from '../src/cli/commands.ts'
import { Canaries } from './canaries.ts'
import { company, planOf } from './cli-company.ts'

/** What a command is called with where it needs more than its name. One that is not here is called by its name alone. */
const person = 'user-3@example.edu'
const arguments_: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'login aac': [['a-file']],
  'login houston': [['h-file']],
  members: [['--csv'], ['--print-request']],
  get: [[person], ['b0@example.org', '--print-request']],
  invite: [
    ['new@example.org', '--target', 'h-env', '--role', 'WORKSPACE_VIEWER'],
    ['new@example.org', '--target', 'a-file', '--print-request'],
  ],
  'set-roles': [['b0@example.org', '--target', 'h-file', '--role', 'WORKSPACE_EDITOR']],
  suspend: [[person, '--target', 'a-file']],
  reinstate: [[person, '--target', 'a-file']],
  remove: [
    ['c1@example.org', '--target', 'h-env'],
    ['c2@example.org', '--target', 'h-command', '--print-request'],
  ],
  transfer: [[person, '--to', 'user-1@example.edu', '--target', 'a-env']],
  offboard: [['c0@example.org', '--all-targets']],
  'plan keep-only': [['--only-me', '--target', 'a-file', '--leave-assets']],
  'plan roster': [['roster.csv', '--target', 'h-file', '--out', 'plan.json']],
  'plan leavers': ['d-env', 'd-file', 'd-command', 'e-command'].map((source) => ['--source', source, '--all-targets']),
  'plan inactive': [['--since', '90d', '--all-targets']],
  'plan show': [['plan.json']],
  'plan diff': [['plan.json', 'plan.json']],
  'held reject': [['deadbeef', '--reason', 'no']],
  apply: [['plan.json', '--unattended'], ['plan.json']],
  explain: [[person]],
  'audit export': [['--out', 'journal.jsonl']],
  'evidence leavers': [['--source', 'd-env', '--out', 'evidence']],
  'evidence access': [['--all-targets', '--out', 'access']],
  'evidence verify': [['access', '--person', person]],
  console: [['--no-open']],
}

/** The lines that a command is tried with. */
const linesOf = (name: string): readonly (readonly string[])[] =>
  (arguments_[name] ?? [/^(?:held (?:show|approve)|undo)$/u.test(name) ? ['deadbeef'] : []]).map((more) => [
    ...name.split(' '),
    ...more,
  ])

describe('what is looked for', () => {
  const canaries = new Canaries()
  const password = canaries.make('password')
  const token = canaries.makeToken('token')
  const bytes = Buffer.from(password)
  it.each<[string, string]>([
    ['as it is', `it is ${password}.`],
    ['in JSON', JSON.stringify({ it: password })],
    ['in an address', `https://x/?p=${encodeURIComponent(password)}`],
    ['in percent-encoding of every letter', [...bytes].map((byte) => `%${byte.toString(16)}`).join('')],
    ['in hex', bytes.toString('hex')],
    ['in HEX', bytes.toString('hex').toUpperCase()],
    ...[0, 1, 2].flatMap((before): [string, string][] => [
      [`in base64, ${before} letters in`, Buffer.from(`${'x'.repeat(before)}${password}xyz`).toString('base64')],
      [`in base64url, ${before} letters in`, Buffer.from(`${'x'.repeat(before)}${password}xyz`).toString('base64url')],
    ]),
    ['without its beginning', password.slice(-14)],
    ['without its end', password.slice(0, 14)],
    ['as the signature of a token', token.split('.')[2] ?? ''],
    ['as a token that was cut', token.slice(0, 70)],
  ])('is found %s', (_name, text) => {
    expect(canaries.in('here', text).length).toBeGreaterThan(0)
    expect(canaries.in('here', text.slice(0, 9))).toEqual([])
  })

  it('is found in what a command says, and in a file', async () => {
    await using all = await company()
    const { canaries: own, scene, line } = all
    const name = own.keep('a name that gets out', 'Zebra0Crossing7Nine')
    await scene.configure({ targets: { [name]: all.targets['h-env'] ?? { system: 'aac', credential: {} } } })
    await scene.file('journal.txt', `the row of ${Buffer.from(`x${name}`).toString('base64')}`)
    await line(['members', '--json'])
    expect((await all.hits()).map(({ where, form }) => [where, form])).toEqual(
      expect.arrayContaining([
        ['stdout of members --json', 'raw'],
        ['journal.txt', 'base64 +1'],
      ]),
    )
  })
})

describe('secrets', () => {
  it('come to light in no command, as text and as JSON, nor in anything that it writes', {
    timeout: 300_000,
  }, async () => {
    await using all = await company()
    const { scene, line, canaries } = all
    await scene.file('roster.csv', 'email,role\nb0@example.org,WORKSPACE_EDITOR\nnew@example.org,WORKSPACE_VIEWER\n')
    const codes = new Map<string, number[]>()
    for (const { name } of commands) {
      for (const words of linesOf(name)) {
        for (const more of [[], ['--json']])
          codes.set(name, [...(codes.get(name) ?? []), await line([...words, ...more])])
      }
    }
    // Some of it is carried out, so that there are journals and plans to look through, and a run to undo.
    for (const words of [
      ['remove', 'c1@example.org', '--target', 'h-env'],
      ['suspend', person, '--target', 'a-file'],
      ['set-roles', 'b2@example.org', '--role', 'WORKSPACE_EDITOR', '--target', 'h-command'],
      ['transfer', person, '--to', 'user-1@example.edu', '--target', 'a-command'],
    ]) {
      const { id, release } = await planOf(all, words)
      expect([words[0], await line([...words, '--approve', id, ...release])]).toEqual([words[0], 0])
      await line(['plan', 'show', id, '--json'])
    }
    await line(['doctor', '--bundle', 'support'])
    await line(['audit', 'export', '--out', 'rows.jsonl'])
    const rows = (await readFile(join(scene.folder, 'rows.jsonl'), 'utf8')).trim().split('\n')
    const runs = rows.map((row) => JSON.parse(row) as { readonly kind: string; readonly run?: string })
    expect(runs.filter(({ kind }) => kind === 'run')).toHaveLength(4)
    for (const { run: id = '' } of runs.filter(({ kind }) => kind === 'run')) await line(['undo', id, '--json'])
    expect(await readdir(join(scene.folder, 'support'))).toHaveLength(4)
    // Most of it worked: what fails at once tells little.
    const well = [...codes].filter(([, all_]) => all_.every((code) => code === 0 || code === 3 || code === 4))
    expect(well.map(([name]) => name)).toEqual(
      expect.arrayContaining(['init', 'get', 'invite', 'suspend', 'remove', 'plan roster']),
    )
    expect(canaries.size).toBeGreaterThanOrEqual(50)
    expect(await all.hits()).toEqual([])
  })

  it('come to light where nothing works: in no error, with USER_ADMIN_DEBUG set', { timeout: 300_000 }, async () => {
    await using all = await company()
    const { aac, houston, canaries, line, scene } = all
    await all.only(['a-file', 'h-file', 'h-env'])
    await scene.file('roster.csv', 'email\nb0@example.org\n')
    const told = ['server error', 'html page', 'graphql error', 'error code']
    const [first = '', second = '', third = '', fourth = ''] = told.map((name) => canaries.make(name))
    const json = { 'content-type': 'application/json' }
    const answers: readonly Exclude<FaultRule['give'], string>[] = [
      {
        status: 403,
        headers: json,
        body: JSON.stringify({ exception: { name: first, message: first, details: first } }),
      },
      { status: 400, headers: { 'content-type': 'text/html' }, body: `<html>${second}</html>` },
      {
        status: 200,
        headers: json,
        body: JSON.stringify({ data: null, errors: [{ message: third, extensions: { code: third } }] }),
      },
      {
        status: 401,
        headers: json,
        body: JSON.stringify({ error: 'invalid_grant', error_description: fourth, error_code: fourth }),
      },
      { status: 200, headers: { 'content-type': 'text/plain' }, body: `${second} is not JSON` },
      { status: 302, headers: { location: `https://evil.example/?token=${encodeURIComponent(first)}` }, body: '' },
    ]
    const names = commands.map(({ name }) => name).filter((name) => name !== 'demo')
    for (const [index, name] of names.entries()) {
      const rule = { give: answers[index % answers.length] ?? ('html' as const), times: 1_000 }
      houston.faults.clear()
      houston.fault(rule)
      aac.fault({ ...rule, times: 200 })
      for (const words of linesOf(name)) await line([...words, '--json'])
    }
    for (const { name } of commands) {
      // An error of somebody else holds whatever it likes.
      await line([...(linesOf(name)[0] ?? [name])], {
        now: () => {
          throw Object.assign(new TypeError(first), { cause: second, code: 'ERR_ODD' })
        },
      })
    }
    expect(await all.hits()).toEqual([])
  })

  it('are in no message about a configuration in which they stand in the wrong place', {
    timeout: 120_000,
  }, async () => {
    await using all = await company()
    const { canaries, scene, line } = all
    const ways: readonly ((secret: string) => string)[] = [
      (secret) => JSON.stringify({ version: 1, targets: { x: { system: 'aac', region: 'us1', credential: secret } } }),
      (secret) =>
        JSON.stringify({ version: 1, targets: { x: { system: 'aac', region: 'us1', credential: { token: secret } } } }),
      (secret) =>
        JSON.stringify({ version: 1, targets: { x: { system: 'aac', region: 'us1', credential: { env: secret } } } }),
      (secret) =>
        JSON.stringify({ version: 1, targets: { x: { system: 'aac', region: secret, credential: { env: 'X' } } } }),
      (secret) =>
        JSON.stringify({
          version: 1,
          targets: {
            x: {
              system: 'houston',
              url: `https://u:${encodeURIComponent(secret)}@h.example`,
              credential: { env: 'HOUSTON_TOKEN' },
            },
          },
        }),
      (secret) =>
        JSON.stringify({
          version: 1,
          targets: { x: { system: 'houston', url: secret, credential: { env: 'HOUSTON_TOKEN' } } },
        }),
      (secret) =>
        JSON.stringify({
          version: 1,
          targets: {
            x: {
              system: 'aac',
              hosts: { gateway: `https://${secret}`, app: secret },
              credential: { env: 'AAC_TOKEN' },
            },
          },
        }),
      (secret) => JSON.stringify({ version: 1, targets: {}, [secret]: secret }),
      (secret) => JSON.stringify({ version: secret, targets: { [secret]: secret } }),
      (secret) => JSON.stringify({ version: 1, targets: { x: { system: secret } }, policy: { [secret]: 1 } }),
      (secret) => `version: 1\ntargets:\n  x: { system: aac, credential: ${secret}\n`,
      (secret) => `version: 1\ntargets:\n  x: "${secret.replaceAll('"', '')}\n`,
      (secret) => `version: 1\n${secret}: 1\n${secret}: 2\n`,
      (secret) => `version: 1\ntargets: *${secret.slice(0, 14)}\n`,
      (secret) => JSON.stringify({ version: 1, targets: {}, jobs: secret }),
    ]
    for (const [index, way] of ways.entries()) {
      await scene.file('user-admin.yaml', way(canaries.make(`misplaced ${index}`)))
      await line(['members'])
      await line(['members', '--json'])
      await scene.file('user-admin.yaml', way(canaries.makeToken(`misplaced token ${index}`)))
      await line(['doctor', '--json', '--bundle', `support-${index}`])
    }
    expect(await all.hits()).toEqual([])
  })

  it('are in nothing that a login says, whatever was handed over', { timeout: 120_000 }, async () => {
    await using all = await company()
    const { canaries, aac, houston, scene, line } = all
    const wrongPair = {
      access_token: canaries.makeToken('unknown access'),
      refresh_token: canaries.makeToken('unknown refresh'),
    }
    const other = aac.creds({ workspace: 'class-1' })
    canaries.keep('access of another workspace', other.access_token)
    canaries.keep('refresh of another workspace', other.refresh_token)
    const pairs = [
      JSON.stringify(wrongPair),
      JSON.stringify(other),
      JSON.stringify(other).slice(0, -30),
      other.access_token,
    ]
    for (const input of pairs)
      for (const more of [[], ['--json']]) await line(['login', 'aac', 'a-file', ...more], { input })
    const day = canaries.keep('token of a day', houston.userToken('a0@example.org'))
    const root = canaries.keep('token of root', houston.userToken('root@example.org'))
    for (const input of [
      day.slice(0, 60),
      canaries.makeKey('unknown key'),
      canaries.make('no token at all'),
      `${day}\n`,
    ])
      await line(['login', 'houston', 'h-file', '--json'], { input })
    expect(await line(['login', 'houston', 'h-file', '--create-key', 'ours', '--json'], { input: root })).toBe(0)
    canaries.keep('key that was made', (await readFile(join(scene.folder, 'creds/key.token'), 'utf8')).trim())
    const typed = canaries.makeToken('typed on the line')
    for (const words of [[typed], ['--from', typed], ['--file', typed]]) await line(['login', 'aac', ...words])
    expect(await all.hits()).toEqual([])
  })

  it.skipIf(process.platform === 'win32')(
    'are in no list of processes while a command runs',
    { timeout: 120_000 },
    async () => {
      await using all = await company()
      const { canaries, scene, env } = all
      await scene.file('vault/slow', '')
      const lists: string[] = []
      const watch = { isOver: false }
      const watching = (async () => {
        while (!watch.isOver) lists.push((await promisify(execFile)('ps', ['axww', '-o', 'args='])).stdout)
      })()
      const ran = await scene.run(['doctor', '--json'], { env })
      watch.isOver = true
      await watching
      expect([ran.code, ran.json.targets?.filter(({ ok }) => !ok)]).toEqual([1, []])
      // It was seen, and the programs that it ran as well.
      for (const program of ['src/cli/main.ts doctor', 'vault/vault.mjs get', 'vault/houston-key.mjs'])
        expect(lists.some((list) => list.includes(program))).toBe(true)
      expect(canaries.in('ps', lists.join('\n'))).toEqual([])
      expect(canaries.in('output', ran.stdout + ran.stderr)).toEqual([])
    },
  )
})
