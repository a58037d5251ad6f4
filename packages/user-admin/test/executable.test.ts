import { describe, expect, it } from 'vitest'
import { unsigned } from '../../../.ci/executable-file.ts'
import { startConsole } from '../src/console/server/server.ts'
import { memoryState } from '../src/index.ts'

// The executable itself is made and run by `node --conditions=source .ci/executable.ts --check`.

describe('a page that travels within the program', () => {
  it('is served as one of a folder is, and nothing besides it', async () => {
    const files = new Map([
      ['/index.html', Buffer.from('<!doctype html>')],
      ['/page.css', Buffer.from('p {}')],
    ])
    await using console = await startConsole({ files, state: memoryState(), by: 'me@example.edu' })
    const answers = await Promise.all(
      ['', 'page.css', 'page.js', 'licences.txt', '..%2findex.html'].map(async (path) => {
        const answer = await fetch(`${console.address}${path}`)
        return [path, answer.status, answer.headers.get('content-type'), answer.ok ? await answer.text() : '']
      }),
    )
    expect(answers).toEqual([
      ['', 200, 'text/html; charset=utf-8', '<!doctype html>'],
      ['page.css', 200, 'text/css; charset=utf-8', 'p {}'],
      ['page.js', 404, 'application/json; charset=utf-8', ''],
      ['licences.txt', 404, 'application/json; charset=utf-8', ''],
      ['..%2findex.html', 404, 'application/json; charset=utf-8', ''],
    ])
  })
})

/** A program of Windows as far as its signature goes: the header at 0x40, and certificates from `at` to its end. */
function programOf({ kind = 0x20b, at = 0, size = 0, length = 512 } = {}): Buffer {
  const program = Buffer.alloc(length, 1)
  program.writeUInt32LE(0x40, 0x3c)
  program.writeUInt16LE(kind, 0x40 + 24)
  program.writeUInt32LE(at, 0x40 + 24 + 112 + 32)
  program.writeUInt32LE(size, 0x40 + 24 + 112 + 36)
  return program
}

describe('the signature of a program of Windows', () => {
  it('is taken off with what points to it', () => {
    expect(unsigned(programOf({ at: 400, size: 112 }))).toEqual(programOf({ length: 400 }))
  })

  it('need not be there', () => {
    expect(unsigned(programOf())).toEqual(programOf())
  })

  it.each([
    ['which does not stand at the end', { at: 300, size: 112 }, /do not stand at the end/],
    ['of 32-bit Windows', { kind: 0x10b }, /64-bit/],
  ])('is not looked for where it would be guessed: %s', (_where, program, problem) => {
    expect(() => unsigned(programOf(program))).toThrow(problem)
  })
})
