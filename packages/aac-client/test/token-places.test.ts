import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { filePlace } from '../src/file-tokens.ts'
import { rotating, type TokenSource, type Tokens } from '../src/index.ts'
import { fileStore, fileTokens } from '../src/node.ts'
import { type FakeAac, type ManualClock, manualClock, startFakeAac } from '../src/testing/index.ts'

let folder: string
let file: string
let fake: FakeAac
let clock: ManualClock

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'aac-places-'))
  file = join(folder, 'creds.json')
  clock = manualClock()
  fake = await startFakeAac({ clock, seed: { people: 3 }, reuseRevokes: true })
})
afterEach(async () => {
  await fake.close()
  rmSync(folder, { recursive: true, force: true })
})

const form = ({ accessToken, refreshToken }: Tokens): string =>
  JSON.stringify({ access_token: accessToken, refresh_token: refreshToken })
const saved = (): string => (JSON.parse(readFileSync(file, 'utf8')) as { refresh_token: string }).refresh_token
const mark = (pair: Tokens): void =>
  writeFileSync(
    `${file}.mark`,
    JSON.stringify({ pair: createHash('sha256').update(pair.refreshToken).digest('hex'), since: 1_780_300_800_000 }),
  )
const source = (fetch = fake.fetch, now = clock.now): TokenSource => fileTokens(file, { fetch, now })
/** The pair that an exchange of this one brings, as a process holds it that is killed before it can put it in its place. */
async function successor(pair: Tokens): Promise<Tokens> {
  const kept = { tokens: pair }
  const place = {
    read: async () => kept,
    mark: async () => true,
    refuse: async () => undefined,
    write: async (tokens: Tokens) => {
      kept.tokens = tokens
    },
  }
  const store = {
    read: async () => kept.tokens,
    exclusively: <T>(work: (at: typeof place) => Promise<T>) => work(place),
  }
  await rotating(store, { fetch: fake.fetch, now: clock.now })(pair.accessToken)
  return kept.tokens
}

describe('a refusal', () => {
  it('is remembered by every process, until there is another pair', async () => {
    const pair = fake.tokens()
    await successor(pair)
    writeFileSync(file, form(pair))
    clock.advance(301_000)
    for (let process = 0; process < 3; process += 1)
      await expect(source()()).rejects.toMatchObject({ code: 'invalid_grant' })
    expect(fake.families[0]?.spent).toHaveLength(1)
    expect(JSON.parse(readFileSync(`${file}.mark`, 'utf8'))).toMatchObject({ refused: expect.any(Number) as number })
    writeFileSync(file, form(fake.tokens()))
    await source()()
    clock.advance(301_000)
    await source()()
    expect(fake.families[1]).toMatchObject({ exchanges: 1, spent: [] })
  })

  it('is forgotten with its mark: a token that was disabled for a while is presented again', async () => {
    writeFileSync(file, form(fake.tokens()))
    clock.advance(301_000)
    fake.fault({ on: 'refreshToken', give: { status: 400, body: '{"error":"invalid_grant"}' } })
    await expect(source()()).rejects.toMatchObject({ code: 'invalid_grant' })
    await expect(source()()).rejects.toMatchObject({ code: 'invalid_grant' })
    expect(fake.requests()).toBe(1)
    rmSync(`${file}.mark`)
    await source()()
    expect(fake.families[0]).toMatchObject({ exchanges: 1, spent: [] })
  })

  it('that cannot be noted is the same error', async () => {
    const kept = fake.tokens()
    const store = fileStore(file)
    writeFileSync(file, form({ ...kept, refreshToken: 'unknown' }))
    const deaf = rotating(
      {
        read: () => store.read(),
        exclusively: (work) =>
          store.exclusively((place) => work({ ...place, refuse: () => Promise.reject(new Error('full')) })),
      },
      { fetch: fake.fetch, now: clock.now },
    )
    clock.advance(301_000)
    for (let turn = 0; turn < 3; turn += 1) await expect(deaf()).rejects.toMatchObject({ code: 'invalid_grant' })
    expect(fake.requests()).toBe(1)
  })
})

describe('a pair that was written, but not put in its place,', () => {
  it('is found by the next process, and nothing is lost', async () => {
    const pair = fake.tokens()
    clock.advance(301_000)
    const next = await successor(pair)
    writeFileSync(file, form(pair))
    mark(pair)
    writeFileSync(`${file}.new`, form(next))
    const requests = fake.requests()
    expect(await source()(pair.accessToken)).toBe(next.accessToken)
    expect(saved()).toBe(next.refreshToken)
    expect(fake.requests()).toBe(requests)
  })

  it.each<[string, (pair: Tokens) => string]>([
    ['half of it', (pair) => form(pair).slice(0, -20)],
    ['the same pair once more', form],
  ])('is not taken from %s', async (_what, content) => {
    const pair = fake.tokens()
    writeFileSync(file, form(pair))
    mark(pair)
    writeFileSync(`${file}.new`, content(pair))
    await source()(pair.accessToken)
    expect(fake.placeOf(saved())).toEqual({ family: 0, generation: 1 })
  })

  it('is not taken for the successor of a pair that came later', async () => {
    const older = fake.tokens()
    const pair = await successor(older)
    writeFileSync(file, form(pair))
    // What a process left that was killed while it tried whether it may write.
    writeFileSync(`${file}.new`, form(older))
    expect(await filePlace(file).mark(pair)).toBe(true)
    await source()(pair.accessToken)
    expect(fake.placeOf(saved())).toEqual({ family: 0, generation: 2 })
    expect(fake.families[0]?.spent).toEqual([])
  })

  it('is not looked for where no exchange is under way', async () => {
    const pair = fake.tokens()
    writeFileSync(file, form(pair))
    writeFileSync(`${file}.new`, form(fake.tokens()))
    clock.advance(301_000)
    await source()()
    expect(fake.placeOf(saved())).toEqual({ family: 0, generation: 1 })
  })
})

describe('before an exchange', () => {
  it('a process shows each time that it can replace the file', async () => {
    writeFileSync(file, form(fake.tokens()))
    const inode = (): bigint => statSync(file, { bigint: true }).ino
    const seen: bigint[] = []
    const watching = source((input, init) => {
      seen.push(inode())
      return fake.fetch(input, init)
    })
    const before = inode()
    clock.advance(301_000)
    await watching()
    const between = inode()
    clock.advance(301_000)
    await watching()
    expect(seen).toHaveLength(2)
    expect(seen[0]).not.toBe(before)
    expect(seen[1]).not.toBe(between)
  })

  it('a process finds out that the pair which follows cannot be written, and spends nothing', async () => {
    writeFileSync(file, form(fake.tokens()))
    let full = false
    const one = source(async (input, init) => {
      const answer = await fake.fetch(input, init)
      // What stands in the way of the new file is what root cannot write either.
      if (full) mkdirSync(`${file}.new/in-the-way`, { recursive: true })
      return answer
    })
    const other = source()
    for (const call of [one, other]) {
      clock.advance(301_000)
      await call()
    }
    full = true
    clock.advance(301_000)
    await expect(one()).rejects.toMatchObject({ code: 'TOKEN_NOT_SAVED' })
    // It has written here before, and the mark that it would make is there already.
    await expect(other()).rejects.toMatchObject({ code: 'TOKEN_FILE', effect: 'none' })
    full = false
    rmSync(`${file}.new`, { recursive: true })
    clock.advance(301_000)
    await one()
    expect(fake.families[0]).toMatchObject({ exchanges: 4, revoked: false, spent: [] })
  })

  it('the mark keeps the time of the first', async () => {
    writeFileSync(file, form(fake.tokens()))
    clock.advance(301_000)
    fake.fault({ on: 'refreshToken', times: 2, give: { status: 500, body: '' } })
    await expect(source()()).rejects.toMatchObject({ status: 500 })
    const first = readFileSync(`${file}.mark`, 'utf8').replace(/"since":\d+/, '"since":7')
    writeFileSync(`${file}.mark`, first)
    await expect(source()()).rejects.toMatchObject({ status: 500 })
    expect(readFileSync(`${file}.mark`, 'utf8')).toBe(first)
  })

  it.each(['"x"', '1e300', 'null', '[]'])('a mark whose time is %s is one of unknown time', async (since) => {
    const pair = fake.tokens()
    writeFileSync(file, form({ ...pair, refreshToken: 'unknown' }))
    const hash = createHash('sha256').update('unknown').digest('hex')
    writeFileSync(`${file}.mark`, `{"pair":"${hash}","since":${since},"refused":${since}}`)
    clock.advance(301_000)
    await expect(source()()).rejects.toMatchObject({
      code: 'invalid_grant',
      message: expect.not.stringContaining('begun at') as string,
    })
    expect(fake.requests()).toBe(1)
  })
})

describe('another program', () => {
  it('that stores a pair between the look and the mark is followed, and nothing is spent', async () => {
    const pair = fake.tokens()
    writeFileSync(file, form(pair))
    const place = filePlace(file)
    await place.read()
    const other = fake.tokens()
    writeFileSync(file, form(other))
    expect(await place.mark(pair)).toBe(false)
    expect(saved()).toBe(other.refreshToken)
    expect(existsSync(`${file}.mark`)).toBe(false)
  })

  it('that stores a pair during an exchange is not overwritten', async () => {
    const pair = fake.tokens()
    const other = fake.tokens()
    writeFileSync(file, form(pair))
    clock.advance(301_000)
    await source(async (input, init) => {
      const answer = await fake.fetch(input, init)
      writeFileSync(file, form(other))
      return answer
    })()
    expect(saved()).toBe(other.refreshToken)
    expect(existsSync(`${file}.new`)).toBe(false)
  })

  it('that leaves rubbish during an exchange does not cost the new pair', async () => {
    writeFileSync(file, form(fake.tokens()))
    clock.advance(301_000)
    await source(async (input, init) => {
      const answer = await fake.fetch(input, init)
      writeFileSync(file, '{"error":')
      return answer
    })()
    expect(fake.placeOf(saved())).toEqual({ family: 0, generation: 1 })
  })

  it('that is writing the file just now is waited for', async () => {
    const pair = fake.tokens()
    writeFileSync(file, '')
    const read = filePlace(file).read()
    setImmediate(() => writeFileSync(file, form(pair)))
    expect((await read).tokens.refreshToken).toBe(pair.refreshToken)
  })

  it('that changes the pair without end is given up', async () => {
    const store = fileStore(file)
    writeFileSync(file, form(fake.tokens()))
    clock.advance(301_000)
    let marks = 0
    const outrun = rotating(
      {
        read: () => store.read(),
        exclusively: (work) =>
          store.exclusively((place) =>
            work({
              ...place,
              mark: async () => {
                marks += 1
                return false
              },
            }),
          ),
      },
      { fetch: fake.fetch, now: clock.now },
    )
    await expect(outrun()).rejects.toMatchObject({ kind: 'timeout', code: 'LOCKED', effect: 'none' })
    expect(marks).toBe(5)
    expect(fake.requests()).toBe(0)
  })
})
