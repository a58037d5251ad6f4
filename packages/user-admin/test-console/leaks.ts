import { readdir, readFile, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'

/** A secret in every form in which it would be found again. */
export function formsOf(token: string): readonly string[] {
  const bytes = Buffer.from(token)
  return [
    token,
    ...token.split('.').filter((part) => part.length > 16),
    encodeURIComponent(token),
    // At whichever place of three it begins.
    ...[0, 1, 2].map((shift) =>
      bytes
        .subarray(shift, shift + 90)
        .toString('base64')
        .slice(0, 100),
    ),
    ...[0, 1, 2].map((shift) =>
      bytes
        .subarray(shift, shift + 90)
        .toString('base64url')
        .slice(0, 100),
    ),
    bytes.toString('hex'),
    Buffer.from(token, 'utf16le').toString('latin1'),
  ]
}

/** Which of the tokens are in a text, in which form. */
export const found = (tokens: readonly string[], where: string): readonly string[] =>
  tokens.flatMap((token, place) =>
    formsOf(token).flatMap((form, index) => (where.includes(form) ? [`${place}/${index}`] : [])),
  )

/** All that lies in a folder and below. */
export async function bytesIn(folder: string): Promise<string> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true })
  const texts = names
    .filter((one) => one.isFile())
    .map((one) => readFile(join(one.parentPath, one.name), 'latin1').catch(() => ''))
  return (await Promise.all(texts)).join('\n')
}

/** What the page shows, holds and remembers. */
export const heldBy = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    const fields = [...document.querySelectorAll('input, textarea')] as HTMLInputElement[]
    const databases = await indexedDB.databases()
    return [
      document.documentElement.outerHTML,
      ...fields.map(({ value }) => value),
      JSON.stringify(localStorage),
      JSON.stringify(sessionStorage),
      document.cookie,
      location.href,
      JSON.stringify(history.state),
      JSON.stringify(databases),
      JSON.stringify(await caches.keys()),
      performance.getEntriesByType('resource').map(({ name }) => name),
    ].join('\n')
  })

/** Where the sockets of a process lead, as `ADDRESS:PORT` of the other end, in hexadecimal as the kernel has it. */
export async function peersOf(pid: number): Promise<readonly string[]> {
  const names = await readdir(`/proc/${pid}/fd`)
  const links = await Promise.all(names.map((name) => readlink(`/proc/${pid}/fd/${name}`).catch(() => '')))
  const own = new Set(links.flatMap((link) => /^socket:\[(\d+)\]$/u.exec(link)?.[1] ?? []))
  const tables = await Promise.all(
    ['tcp', 'tcp6', 'udp', 'udp6'].map((one) => readFile(`/proc/${pid}/net/${one}`, 'utf8')),
  )
  return tables
    .flatMap((table) => table.split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/u))
    .filter((row) => own.has(row[9] ?? ''))
    .map(([, local = '', remote = '']) => `${local} ${remote}`)
}
/** Whether both ends of a socket are of this machine, or the other is none. */
export const isOfThisMachine = (peer: string): boolean =>
  peer.split(' ').every((end) => /^(?:0100007F:|00000000:0000$)/u.test(end))
