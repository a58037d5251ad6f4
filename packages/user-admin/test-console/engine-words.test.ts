import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { failureOf } from '../src/console/server/refused.ts'
import { UserAdminError } from '../src/errors.ts'
import { ours } from './our-words.ts'

/** A file and all that it imports. */
function reachedFrom(file: URL, seen: Map<string, string> = new Map()): ReadonlyMap<string, string> {
  const path = fileURLToPath(file)
  if (seen.has(path) || !existsSync(path)) return seen
  const source = readFileSync(path, 'utf8')
  seen.set(path, source)
  const imports = source.replace(/import type [^']*'[^']+'/gu, '').matchAll(/from '(\.[^']+)'/gu)
  for (const [, there = ''] of imports) reachedFrom(new URL(there, file), seen)
  return seen
}

/** What errors say, with a name for whatever is filled in. */
const messagesIn = (source: string): readonly string[] =>
  [...source.matchAll(/UserAdminError\(\s*'[\w-]+',\s*('(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)/gu)].map(
    ([, text = '']) =>
      text
        .slice(1, -1)
        .replaceAll(/\$\{(?:[^{}`]|`[^`]*`|\{[^}]*\})*\}/gu, 'Filled-in')
        .replace(/\$\{.*$/su, ''),
  )

it('says nothing of the engine in its own words', () => {
  const sources = reachedFrom(new URL('../src/console/server/server.ts', import.meta.url))
  // Those that name a function are for programmers: the console gives no cause for them.
  const messages = [...sources.values()].flatMap(messagesIn).filter((text) => !/[a-z][A-Z]/u.test(text))
  expect(messages.length).toBeGreaterThan(60)
  expect(messages.filter((text) => ours.test(text)).length).toBeGreaterThan(3)
  const shown = messages.map((text) => failureOf(new UserAdminError('invalid', text)).says)
  expect(shown.filter((text) => ours.test(text))).toEqual([])
})

it('leaves the names of workspaces as they are', () => {
  const says = 'Journal Club and scope-lab do not answer, and Roster 2026 is not there.'
  expect(failureOf(new UserAdminError('unavailable', says)).says).toBe(says)
})
