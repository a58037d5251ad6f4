import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

/** The files that a file leads to by its imports, types aside. */
function reach(file: URL, seen: Map<string, string> = new Map()): Map<string, string> {
  if (seen.has(file.href)) return seen
  const source = readFileSync(file, 'utf8')
  seen.set(file.href, source)
  for (const [, target = ''] of source.matchAll(/^(?:import|export) (?!type )[^;]*?from '(\.[^']+\.ts)'/gms))
    reach(new URL(target, file), seen)
  return seen
}

it('the core needs nothing of Node, so it runs where there is no file system', () => {
  const files = reach(new URL('../src/index.ts', import.meta.url))
  expect([...files.keys()].map((file) => file.split('/').at(-1))).toContain('oauth.ts')
  for (const source of files.values()) expect(source).not.toMatch(/from 'node:|Buffer\.|process\./)
})
