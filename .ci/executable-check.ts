import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { startFakeAac } from '../packages/aac-client/src/testing/index.ts'
import { startFakeHouston } from '../packages/houston-client/src/testing/index.ts'
import { strict } from '../packages/user-admin/src/console/server/answering.ts'
import { openConsole } from '../packages/user-admin/test/console-client.ts'
import { pageHere } from './executable-file.ts'
import { type BarePlace, barePlace } from './executable-place.ts'
import { readManifest, root } from './published.ts'

/** Runs an executable where there is nothing else. @throws {Error} with what is not as it should be. */
export async function check(executable: string): Promise<void> {
  using place = barePlace(executable)
  await saysWhatItIs(place)
  const after = await isTheConsoleWhenOpened(place)
  await endsWhenTold(place)
  await administers(place)
  await bringsItsLibraries(place)
  deepEqual(place.strays(), [], 'it wrote where it should not')
  console.log(`runs alone: its link stood there after ${Math.round(after)} ms`)
}

async function saysWhatItIs(place: BarePlace): Promise<void> {
  const { version } = readManifest(join(root, 'packages', 'user-admin'))
  deepEqual(await place.run('--version'), { code: 0, stdout: `${version}\n`, stderr: '' })
  const help = await place.run('--help')
  equal(help.code, 0)
  match(help.stdout, /^ {2}console\b/mu)
  const wrong = await place.run('no-such-command')
  equal(wrong.code, 2)
  const licences = await place.run('--licences')
  equal(licences.code, 0)
  for (const name of ['Node.js is licensed', 'ldapts ', 'preact ', 'ky ', 'OpenSSL'])
    ok(licences.stdout.includes(name), `--licences does not name ${name}`)
}

/** Without a word on its line, as a file is opened. */
async function isTheConsoleWhenOpened(place: BarePlace): Promise<number> {
  const opened = join(place.own, 'opened')
  const { link, after, ended } = await place.serve([], browserIn(join(place.own, 'programs'), opened))
  const { origin } = new URL(link)
  const names = globSync('**/*.*', { cwd: pageHere })
  for (const [path, name] of [['', 'index.html'], ...names.map((one) => [one, one])] as const) {
    const answer = await fetch(`${origin}/${path}`)
    equal(answer.status, 200, `the page has no ${name}`)
    for (const [header, value] of Object.entries(strict))
      equal(answer.headers.get(header), value, `${header} of ${name}`)
    ok(Buffer.from(await answer.arrayBuffer()).equals(readFileSync(join(pageHere, name))), `${name} is another one`)
  }
  const html = readFileSync(join(pageHere, 'index.html'), 'utf8')
  const asked = [...html.matchAll(/\b(?:src|href)="\.?\/?([^"#:]+)"/gu)].map(([, name]) => name)
  ok(asked.length >= 2)
  deepEqual(
    asked.filter((name) => !names.includes(name ?? '')),
    [],
    'the page asks for more',
  )
  equal((await fetch(`${origin}/licences.txt`)).status, 404)

  // Windows opens it by its own desktop, which is not there.
  const signal = AbortSignal.timeout(30_000)
  while (process.platform !== 'win32' && !(existsSync(opened) && readFileSync(opened, 'utf8').includes(link)))
    await setTimeout(20, undefined, { signal })

  const page = await openConsole(link)
  deepEqual((await page.ask('look')).connections, [])
  await openConsole(link).then(
    () => ok(false, 'the link was good twice'),
    (error: unknown) => equal(String(error), 'Error: session'),
  )
  await page.ask('close')
  const { code, stderr } = await ended
  equal(code, 0)
  match(stderr, /^This is the console of user-admin .*\nKeep this window open[\s\S]*\nThe console has ended\./u)
  return after
}

/** A browser that writes down what it is given to open. Answers with the folder that it is in. */
function browserIn(folder: string, opened: string): string {
  mkdirSync(folder)
  const script = `#!/bin/sh\nread -r line < "\${1#file://}"\necho "$line" > ${opened}\n`
  for (const name of ['xdg-open', 'open']) writeFileSync(join(folder, name), script, { mode: 0o755 })
  return folder
}

/** By Ctrl-C, by the machine, and by its window. A process of Windows cannot be told so by another one. */
async function endsWhenTold(place: BarePlace): Promise<void> {
  if (process.platform === 'win32') return
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    const console = await place.serve([])
    equal((await console.end(signal)).code, 0, signal)
  }
}

/** Two classes are cleared, from pasted tokens to nobody left. */
async function administers(place: BarePlace): Promise<void> {
  const classes = ['spring-class', 'autumn-class']
  await using fake = await startFakeAac({
    seed: {
      workspaces: classes.map((name) => ({
        name,
        people: [
          { email: 'me@example.edu', isAdmin: true },
          { email: 'head@example.edu', isAdmin: true },
          ...[1, 2, 3].map((number) => ({ email: `student${number}@${name}.example.edu` })),
        ],
      })),
    },
  })
  const state = join(place.own, 'state')
  const { gateway } = fake.hosts
  const { link, ended } = await place.serve(['console', '--no-open', '--aac-hosts', gateway, '--state', state])
  const page = await openConsole(link)
  const pasted = classes.map((workspace) => JSON.stringify(fake.creds({ workspace }))).join('\n')
  const { connections } = await page.ask('connect', { text: pasted })
  deepEqual(
    connections.map((one) => [one.state, one.workspace]),
    classes.map((name) => ['ready', name]),
  )
  await page.ask('protect', {
    text: 'me@example.edu, head@example.edu',
    admins: false,
    onlyMe: false,
    rest: 'remove',
    assets: 'leave',
  })
  await page.ask('preview')
  const { preview } = await page.until((view) => view.preview !== undefined && view.preview.state !== 'reading')
  deepEqual([preview?.state, preview?.totals.keep, preview?.totals.go], ['ready', 4, 6])
  await page.ask('run', { preview: preview?.id ?? '', count: preview?.count ?? 0 })
  const { run } = await page.until((view) => view.run?.state === 'done')
  deepEqual([run?.remaining, run?.counts], [0, { done: 6 }])
  for (const name of classes) equal(fake.canEnter(`student1@${name}.example.edu`, name), false)
  await page.ask('close')
  equal((await ended).code, 0)
  equal((await place.run('audit', 'verify', '--state', state)).code, 0)
}

/** What is loaded late would only be missed by who needs it. */
async function bringsItsLibraries(place: BarePlace): Promise<void> {
  await using houston = await startFakeHouston({ seed: { workspaces: [{ label: 'Class 1' }], users: 5 } })
  const config = join(place.own, 'user-admin.yaml')
  writeFileSync(join(place.own, 'token'), houston.token, { mode: 0o600 })
  writeFileSync(
    config,
    `version: 1
state: libraries
targets:
  class: { system: houston, url: "${houston.url}", workspace: Class 1, credential: { file: token } }
sources:
  corp:
    kind: active-directory
    controllers: ["ldaps://127.0.0.1:1"]
    base: DC=corp,DC=example
    bind: { user: reader, password: { file: token } }
  cloud:
    kind: entra-id
    credential: { tenant: corp.example, client: reader, secret: { file: token } }
jobs:
  nightly: { cron: "0 2 * * *", timeZone: Europe/Berlin, goal: { leavers: corp, action: remove }, assets: leave }
`,
  )
  equal((await place.run('members', '--config', config)).code, 0)
  const says = async (source: string): Promise<string> =>
    (await place.run('plan', 'leavers', '--config', config, '--source', source, '--action', 'remove', '--json')).stdout
  match(await says('corp'), /"problem": "unavailable"/u)
  match(await says('cloud'), /it does not come with this file/u)
  if (process.platform !== 'win32') {
    const { stdout } = await place.run('schedule', 'export', 'crontab', '--config', config)
    ok(stdout.includes(`${place.file} schedule run nightly --once`), `a scheduler would not find it:\n${stdout}`)
  }
  const demo = await place.run('demo')
  equal(demo.code, 0, demo.stderr)
  match(demo.stdout, /0 protected people touched/u)
}
