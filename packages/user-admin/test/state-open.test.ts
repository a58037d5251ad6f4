// Longer than other files: each way in which a folder can be found damaged, over one folder.
import {
  cpSync,
  existsSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { State } from '../src/index.ts'
import { openState } from '../src/node.ts'
import { usualFolder } from '../src/state/open.ts'
import { aacScope, workspaceScope } from './memory.ts'
import { aFolder, all, anIntent, day, hour, iso, start } from './state-forms.ts'

let folder: string
let now: number
beforeEach(() => {
  folder = aFolder()
  now = start
})
const opened = async (head?: string): Promise<State> => {
  const state = await openState({ folder, head, now: () => now })
  onTestFinished(() => state.close())
  return state
}
const file = (name: string): string => join(folder, name)
const init = (state: State, scope = aacScope): Promise<void> =>
  state.record({ kind: 'baseline', scope, at: iso(now), members: 100, by: 'ana' })
const took = (state: State, count: number): Promise<void> =>
  state.record({ kind: 'taken', scope: aacScope, at: iso(now), count, released: false })
/** Puts a copy where the database is, as a restored backup would be. */
const restored = (copy: string): void => {
  cpSync(copy, file('restored'))
  renameSync(file('restored'), file('state.db'))
}
const unavailable = (says: RegExp): Error =>
  expect.objectContaining({
    problem: 'unavailable',
    effect: 'none',
    message: expect.stringMatching(says) as string,
  }) as Error

describe('the folder of a state', () => {
  it.each<[string, NodeJS.Platform, Record<string, string>, string]>([
    ['is the one named', 'linux', { USER_ADMIN_STATE: '/srv/state', HOME: '/home/ana' }, '/srv/state'],
    ['is in XDG_STATE_HOME', 'linux', { XDG_STATE_HOME: '/var/ana', HOME: '/home/ana' }, '/var/ana/user-admin'],
    ['is at home', 'linux', { HOME: '/home/ana' }, '/home/ana/.local/state/user-admin'],
    [
      'is not named by a path that is not absolute',
      'linux',
      { XDG_STATE_HOME: 'x', HOME: '/h' },
      '/h/.local/state/user-admin',
    ],
    ['is in the library', 'darwin', { HOME: '/Users/ana' }, '/Users/ana/Library/Application Support/user-admin'],
    ['is in the local data', 'win32', { LOCALAPPDATA: '/c/Local' }, '/c/Local/user-admin'],
    ['is in the profile', 'win32', { USERPROFILE: '/c/ana' }, '/c/ana/AppData/Local/user-admin'],
  ])('%s on %s', (_what, platform, env, is) => {
    expect(usualFolder(platform, env)).toBe(is)
  })

  it('is asked for where nobody can tell it', () => {
    const error: unknown = expect.objectContaining({
      problem: 'invalid',
      message: expect.stringContaining('USER_ADMIN_STATE') as string,
    })
    for (const env of [{}, { HOME: '' }]) expect(() => usualFolder('linux', env)).toThrow(error)
  })

  it.each(['folder', 'head'])('is not the one of the process where the name of the %s is empty', async (name) => {
    await expect(openState({ folder, [name]: '' })).rejects.toMatchObject({
      problem: 'invalid',
      message: `The ${name} of the state has no name: give one, or leave it out.`,
    })
    expect(readdirSync(folder)).toEqual([])
  })

  it('is not another one for an option that is misspelt', async () => {
    const misspelt: object = { folde: folder }
    await expect(openState(misspelt)).rejects.toThrow('openState has no "folde"; there are folder, head, now.')
  })

  it('is found without an option', async () => {
    vi.stubEnv('USER_ADMIN_STATE', file('inner'))
    using state = await openState()
    await init(state)
    expect(existsSync(file('inner/state.db'))).toBe(true)
  })

  it.skipIf(process.platform === 'win32')('is read by nobody else', async () => {
    folder = file('own')
    const state = await opened()
    await init(state)
    await state.exclusively([aacScope], 'ana', async () => {
      const modes = readdirSync(folder, { recursive: true, withFileTypes: true }).map((each) => [
        each.isDirectory(),
        statSync(join(each.parentPath, each.name)).mode & 0o777,
      ])
      expect(modes.length).toBeGreaterThan(5)
      for (const [isFolder, mode] of modes) expect(mode).toBe(isFolder === true ? 0o700 : 0o600)
    })
    expect(statSync(folder).mode & 0o777).toBe(0o700)
  })
})

describe('a database that cannot be used', () => {
  it('of a later release is left as it is', async () => {
    ;(await opened()).close()
    const database = new DatabaseSync(file('state.db'))
    database.exec('PRAGMA user_version = 99')
    database.close()
    const before = readFileSync(file('state.db'))
    await expect(opened()).rejects.toMatchObject({
      problem: 'unsupported',
      message: expect.stringMatching(/99.*3/) as string,
    })
    expect(readFileSync(file('state.db')).equals(before)).toBe(true)
  })

  it('is no database: nothing is written over it', async () => {
    writeFileSync(file('state.db'), 'what somebody keeps here'.repeat(100))
    await expect(opened()).rejects.toThrow(unavailable(/state\.db is no database.*Move it away/))
    expect(readFileSync(file('state.db'), 'utf8')).toMatch(/^what somebody/)
  })

  it('is damaged: what needs the damaged part fails, with the remedy', async () => {
    const state = await opened()
    for (let step = 0; step < 200; step++) await state.journal.append(anIntent(step))
    state.close()
    const bytes = readFileSync(file('state.db'))
    bytes.fill(0x5a, 4096)
    writeFileSync(file('state.db'), bytes)
    await expect(opened().then((again) => all(again.journal.lines()))).rejects.toThrow(unavailable(/damaged.*backup/))
  })

  it('lies where there is no folder to be made', async () => {
    writeFileSync(file('taken'), '')
    await expect(openState({ folder: file('taken/inner') })).rejects.toThrow(unavailable(/ENOTDIR|EEXIST/))
  })

  it('has a head file that cannot be written: that one is named', async () => {
    await expect(opened(file('none/head.json'))).rejects.toThrow(
      unavailable(/none\/head\.json cannot be used \(ENOENT\)/),
    )
    mkdirSync(file('head.json'))
    await expect(opened()).rejects.toThrow(unavailable(/head\.json cannot be used \(EISDIR\)/))
    expect(readdirSync(folder).filter((name) => name.startsWith('head.json.'))).toEqual([])
  })

  it('has no room left: nothing is half written, and it goes on once there is', async () => {
    const state = await opened()
    await state.journal.append(anIntent(0))
    const head = await state.journal.head()
    const { exec } = DatabaseSync.prototype as { readonly exec: (this: DatabaseSync, sql: string) => void }
    const limit = vi.spyOn(DatabaseSync.prototype, 'exec').mockImplementation(function (this: DatabaseSync, sql) {
      if (sql === 'COMMIT') throw Object.assign(new Error('full'), { errcode: 13, errstr: 'database or disk is full' })
      exec.call(this, sql)
    })
    await expect(state.journal.append(anIntent(1))).rejects.toThrow(unavailable(/no room left.*Free some space/))
    limit.mockRestore()
    expect(await state.journal.head()).toEqual(head)
    expect((await state.journal.append(anIntent(1))).seq).toBe(2)
  })

  it('belongs to a runtime without node:sqlite', async () => {
    vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined)
    await expect(opened()).rejects.toMatchObject({
      problem: 'unsupported',
      message: expect.stringMatching(/22\.13/) as string,
    })
  })

  it('is held by others: they are waited for, and nothing else stands still meanwhile', async () => {
    const state = await opened()
    const other = new DatabaseSync(file('state.db'))
    other.exec('BEGIN IMMEDIATE')
    let turns = 0
    const ticking = setInterval(() => (turns += 1), 1)
    setTimeout(() => other.exec('COMMIT'), 300)
    await state.journal.append(anIntent(0))
    clearInterval(ticking)
    other.close()
    expect(turns).toBeGreaterThan(50)
  })

  it('was left a log by another file: nothing is mixed', async () => {
    const state = await opened()
    await init(state)
    cpSync(file('state.db-wal'), file('log'))
    state.close()
    rmSync(file('state.db'))
    cpSync(file('log'), file('state.db-wal'))
    await expect(opened()).rejects.toThrow(unavailable(/state\.db-wal was left by another file/))
  })
})

describe('a state that is not the newest there was', () => {
  const reason = (says: RegExp): unknown => expect.stringMatching(says)

  it('is what it was, opened again', async () => {
    const state = await opened()
    await init(state)
    await took(state, 3)
    state.close()
    const again = await opened()
    expect(await again.baseline(aacScope)).toEqual({ kind: 'recorded', at: iso(start) })
    expect(await again.baseline(workspaceScope)).toEqual({ kind: 'none' })
    expect(await again.window(aacScope, 0)).toEqual({ most: 100, taken: 3 })
  })

  it('was lost with its database', async () => {
    const state = await opened()
    await init(state)
    state.close()
    rmSync(file('state.db'))
    const again = await opened()
    const lost = { kind: 'lost', reason: reason(/made anew.*head\.json/) }
    expect(await again.baseline(aacScope)).toEqual(lost)
    expect(await again.baseline(workspaceScope)).toEqual(lost)
    again.close()
    const later = await opened()
    expect(await later.baseline(aacScope)).toEqual(lost)
    await init(later)
    expect(await later.baseline(aacScope)).toMatchObject({ kind: 'recorded' })
    expect(await later.baseline(workspaceScope)).toEqual(lost)
  })

  it('was lost where the file is empty, too', async () => {
    ;(await opened()).close()
    writeFileSync(file('state.db'), '')
    expect(await (await opened()).baseline(aacScope)).toMatchObject({ kind: 'lost' })
  })

  it.each<[string, (copy: string) => void, RegExp]>([
    ['another file', restored, /another file/],
    [
      'written over with an older copy',
      (copy) => writeFileSync(file('state.db'), readFileSync(copy)),
      /older than .*head\.json says/,
    ],
  ])('was restored from a copy: %s', async (_how, restore, says) => {
    const state = await opened()
    await init(state)
    state.close()
    cpSync(file('state.db'), file('copy'))
    const more = await opened()
    await took(more, 19)
    more.close()
    restore(file('copy'))
    const again = await opened()
    expect(await again.baseline(aacScope)).toEqual({ kind: 'older', reason: reason(says) })
    expect(await again.window(aacScope, 0)).toMatchObject({ taken: 0 })
    await init(again)
    again.close()
    expect(await (await opened()).baseline(aacScope)).toMatchObject({ kind: 'recorded' })
  })

  it('went on after it was restored, and still is not: only a new baseline ends that', async () => {
    const state = await opened()
    await init(state)
    state.close()
    cpSync(file('state.db'), file('copy'))
    restored(file('copy'))
    const again = await opened()
    for (let step = 0; step < 20; step++) await again.journal.append(anIntent(step))
    again.close()
    expect(await (await opened()).baseline(aacScope)).toMatchObject({ kind: 'older' })
  })

  it('was moved as a whole into another folder', async () => {
    const state = await opened()
    await init(state)
    state.close()
    mkdirSync(file('moved'))
    for (const name of ['state.db', 'head.json']) cpSync(file(name), file(`moved/${name}`))
    folder = file('moved')
    expect(await (await opened()).baseline(aacScope)).toMatchObject({ kind: 'older', reason: reason(/another file/) })
  })

  it('has a head file that is a link, and stays one', async () => {
    mkdirSync(file('other'))
    symlinkSync('other/kept.json', file('head.json'))
    await init(await opened())
    expect(lstatSync(file('head.json')).isSymbolicLink()).toBe(true)
    expect(readdirSync(file('other'))).toEqual(['kept.json'])
  })

  it.skipIf(process.platform === 'win32')(
    'has a head file that is a link of somebody else: it is not followed',
    async () => {
      mkdirSync(file('other'))
      symlinkSync('other/given.json', file('head.json'))
      if (process.getuid?.() === 0) lchownSync(file('head.json'), 4711, 4711)
      vi.spyOn(process, 'getuid').mockReturnValue(4712)
      await init(await opened())
      expect(lstatSync(file('head.json')).isSymbolicLink()).toBe(false)
      expect(readdirSync(file('other'))).toEqual([])
    },
  )

  it('has a head file that lies elsewhere and says more', async () => {
    const head = join(aFolder(), 'head.json')
    const state = await opened(head)
    await init(state)
    state.close()
    rmSync(folder, { recursive: true })
    const again = await opened(head)
    expect(await again.baseline(aacScope)).toMatchObject({ kind: 'lost' })
  })

  it.each<[string, string, RegExp]>([
    ['that is none', 'rubbish', /no head of a state/],
    ['of another state', JSON.stringify({ count: 0, hash: '', at: '', state: 'x', changes: 0 }), /another database/],
  ])('has a head file %s', async (_what, text, says) => {
    const state = await opened()
    await init(state)
    writeFileSync(file('head.json'), text)
    expect(await state.baseline(aacScope)).toEqual({ kind: 'older', reason: reason(says) })
  })

  it('has a journal that was written anew', async () => {
    const state = await opened()
    await init(state)
    const database = new DatabaseSync(file('state.db'))
    database.exec(`UPDATE journal SET line = replace(line, '"hash":"', '"hash":"f')`)
    database.close()
    expect(await state.baseline(aacScope)).toEqual({ kind: 'older', reason: reason(/journal .* not the one/) })
  })

  it('was deleted or replaced in use: nothing more is read or written there', async () => {
    const state = await opened()
    await init(state)
    rmSync(file('state.db'))
    const gone = unavailable(/deleted or replaced/)
    await expect(took(state, 1)).rejects.toThrow(gone)
    await expect(state.baseline(aacScope)).rejects.toThrow(gone)
    await expect(all(state.journal.lines())).rejects.toThrow(gone)
  })

  it('is behind by what nobody can tell: the head file went with it', async () => {
    const state = await opened()
    await init(state)
    state.close()
    rmSync(file('state.db'))
    rmSync(file('head.json'))
    expect(await (await opened()).baseline(aacScope)).toEqual({ kind: 'none' })
  })

  it('still tells who vanished since', async () => {
    const ids = (from: number): string[] => Array.from({ length: 100 - from }, (_, index) => `p${index + from}`)
    const seen = (state: State, from: number): Promise<void> =>
      state.record({ kind: 'members', scope: aacScope, at: iso(now), count: 100 - from, ids: ids(from) })
    const state = await opened()
    await seen(state, 0)
    state.close()
    cpSync(file('state.db'), file('copy'))
    now += hour
    const more = await opened()
    await more.record({
      kind: 'taken',
      scope: aacScope,
      at: iso(now),
      count: 19,
      released: false,
      people: ids(0).slice(0, 19),
    })
    more.close()
    restored(file('copy'))
    now += hour
    const again = await opened()
    await seen(again, 19)
    expect(await again.window(aacScope, now - 7 * day)).toEqual({ most: 100, taken: 19 })
  })
})
