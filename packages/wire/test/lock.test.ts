import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { exclusively, type Holder, type Locking, sqlite } from '../src/lock.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wire-lock-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const locking = (about: Partial<Locking> = {}): Locking => ({
  DatabaseSync: sqlite(() => new Error('no sqlite')).DatabaseSync,
  waitFor: 0,
  locked: (holder) => Object.assign(new Error('locked'), { holder }),
  unusable: (code) => new Error(`unusable: ${code ?? 'nobody says why'}`),
  ...about,
})

describe('a lock', () => {
  it('tells who is refused by whom it is held, by the name that the holder gave', async () => {
    const file = join(folder, 'any.lock')
    await exclusively(
      file,
      async () => {
        const error: unknown = await exclusively(file, async () => 'never', locking()).catch(
          (reason: unknown) => reason,
        )
        const holder: Holder = { pid: process.pid, since: expect.any(Number) as number, by: 'nightly-job' }
        expect(error).toMatchObject({ message: 'locked', holder })
      },
      locking({ by: 'nightly-job' }),
    )
    expect(existsSync(`${file}.holder`)).toBe(false)
  })

  it('waits as long as it was told, and is had once it is let go', async () => {
    const file = join(folder, 'any.lock')
    let letGo = (): void => undefined
    const held = exclusively(
      file,
      () =>
        new Promise<void>((resolve) => {
          letGo = resolve
        }),
      locking(),
    )
    const waiting = exclusively(file, async () => 'had', locking({ waitFor: 10_000 }))
    letGo()
    expect(await waiting).toBe('had')
    await held
  })

  it('says what the database says where it cannot be made', async () => {
    const file = join(folder, 'missing', 'any.lock')
    await expect(exclusively(file, async () => 'never', locking())).rejects.toThrow(/unusable: unable to open/)
  })
})
