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

/** What the page shows, holds and remembers, and what its history and its stores hold. */
export async function heldBy(page: Page): Promise<string> {
  const session = await page.context().newCDPSession(page)
  const { entries } = await session.send('Page.getNavigationHistory')
  await session.detach()
  const held = await page.evaluate(async () => {
    const fields = [...document.querySelectorAll('input, textarea, select')] as HTMLInputElement[]
    const answered = <T>(asked: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        asked.addEventListener('success', () => resolve(asked.result))
        asked.addEventListener('error', () => reject(new Error('The database does not answer.')))
      })
    const databases: unknown[] = []
    for (const { name = '' } of await indexedDB.databases()) {
      const database = await answered(indexedDB.open(name))
      for (const store of database.objectStoreNames)
        databases.push(name, store, await answered(database.transaction(store).objectStore(store).getAll()))
      database.close()
    }
    const kept: string[] = []
    for (const name of await caches.keys()) {
      const cache = await caches.open(name)
      for (const request of await cache.keys())
        kept.push(name, request.url, await ((await cache.match(request))?.text() ?? ''))
    }
    return [
      document.title,
      document.documentElement.outerHTML,
      ...fields.map(({ value }) => value),
      JSON.stringify(localStorage),
      JSON.stringify(sessionStorage),
      document.cookie,
      location.href,
      name,
      JSON.stringify(history.state),
      JSON.stringify(databases),
      ...kept,
      ...performance.getEntries().map((entry) => entry.name),
    ].join('\n')
  })
  return [held, ...entries.map(({ url, userTypedURL, title }) => `${url} ${userTypedURL} ${title}`)].join('\n')
}

/** A process and all that it began, by their ids: those whose command line names something. */
export async function processesOf(named: string): Promise<readonly number[]> {
  const all = await Promise.all(
    (await readdir('/proc'))
      .filter((name) => /^\d+$/u.test(name))
      .map(async (pid) => {
        const [command, stat] = await Promise.all(
          ['cmdline', 'stat'].map((file) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')),
        )
        const parent = Number(/\) \S (\d+)/u.exec(stat ?? '')?.[1] ?? 0)
        return { pid: Number(pid), parent, isNamed: command?.includes(named) === true }
      }),
  )
  const family = new Set(all.flatMap(({ pid, isNamed }) => (isNamed && pid !== process.pid ? [pid] : [])))
  for (let before = 0; before !== family.size; ) {
    before = family.size
    for (const { pid, parent } of all) if (family.has(parent)) family.add(pid)
  }
  return [...family]
}

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
/** Whether the other end of a socket is of this machine, or there is none. */
export const isOfThisMachine = (peer: string): boolean => {
  const [remote = '', port = ''] = (peer.split(' ')[1] ?? '').split(':')
  // 127.0.0.1, ::1 and ::ffff:127.0.0.1, as the kernel writes them.
  return port === '0000' || /^(?:0{24}01000000|(?:0{16}FFFF0000)?[0-9A-F]{6}7F)$/u.test(remote)
}
