// Whether everything that the built site links to is there: pages, places on them, files, what the navigation holds.
// What lies on other hosts is counted by host and never asked for: the gate needs no network.
//
//   node .ci/docs-links.ts [FOLDER]    default: site
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { extname, join, posix } from 'node:path'
import { argv } from 'node:process'
import { inflateSync } from 'node:zlib'
import { root } from './published.ts'

/** What was found in a built site. */
interface Found {
  readonly pages: number
  /** Links that were followed, within the site. */
  readonly links: number
  /** Other hosts, and how many links lead there. */
  readonly hosts: ReadonlyMap<string, number>
  /** One sentence each. */
  readonly faults: readonly string[]
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#x27': "'" }
const plain = (text: string): string =>
  text.replaceAll(/&(\w+|#\w+);/gu, (whole, name) => entities[String(name)] ?? whole)

/** The tags of a page that lead somewhere. What stands in a block of code is escaped, and so is no tag. */
function* linksOf(html: string): Generator<{ readonly tag: string; readonly to: string }> {
  for (const [, tag = '', attributes = ''] of html.matchAll(/<([a-z]+)(\s[^>]*)>/gu)) {
    for (const [, to] of attributes.matchAll(/\s(?:href|src|xlink:href)="([^"]*)"/gu))
      yield { tag, to: plain(to ?? '') }
  }
}

/** Where the navigation leads, which a script builds: `window.navigationData = "…"`, deflated JSON. */
function* linksOfNavigation(script: string): Generator<string> {
  const data = /= "([^"]+)"/u.exec(script)?.[1] ?? ''
  const json = inflateSync(Buffer.from(data, 'base64')).toString()
  for (const [, to] of json.matchAll(/"path":"([^"]+)"/gu)) yield to ?? ''
}

/** Reads a whole site. */
export function checkSite(folder: string): Found {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => file.replaceAll('\\', '/'))
  const pages = new Map<string, string>()
  for (const file of files) if (extname(file) === '.html') pages.set(file, readFileSync(join(folder, file), 'utf8'))
  const places = new Map<string, ReadonlySet<string>>()
  for (const [page, html] of pages) {
    places.set(page, new Set([...html.matchAll(/\s(?:id|name)="([^"]+)"/gu)].map(([, id]) => plain(id ?? ''))))
  }
  const hosts = new Map<string, number>()
  const faults: string[] = []
  let links = 0

  /** Why a link leads nowhere, if it does. */
  const wrong = (from: string, to: string): string | undefined => {
    const [path = '', place = ''] = to.split('#')
    links += 1
    const target =
      path === '' ? from : posix.normalize(posix.join(posix.dirname(from), decodeURI(path.replace(/\?.*/u, ''))))
    if (target.startsWith('..')) return 'leads out of the site'
    const at = join(folder, target)
    const file = existsSync(at) && statSync(at).isDirectory() ? posix.join(target, 'index.html') : target
    if (!existsSync(join(folder, file))) return 'is not there'
    if (place === '' || !places.has(file) || places.get(file)?.has(decodeURIComponent(place)) === true) return undefined
    return `has no place ${place}`
  }
  const check = (from: string, tag: string, to: string): void => {
    const fault = (why: string): number => faults.push(`${from}: ${to} ${why}`)
    if (/^(?:[a-z][a-z\d+.-]*:|\/\/)/iu.test(to)) {
      const url = URL.canParse(to) ? new URL(to) : undefined
      if (tag !== 'a') fault(`is loaded by <${tag}> from outside of the site`)
      else if (url?.protocol === 'https:' && url.hostname.includes('.'))
        hosts.set(url.host, (hosts.get(url.host) ?? 0) + 1)
      else fault('is no address of https')
      return
    }
    const why = wrong(from, to)
    if (why !== undefined) fault(why)
  }

  for (const [page, html] of pages) {
    for (const { tag, to } of linksOf(html)) if (to !== '' || tag !== 'a') check(page, tag, to)
  }
  const navigation = join(folder, 'assets/navigation.js')
  if (!existsSync(navigation)) faults.push('assets/navigation.js is not there')
  else for (const to of linksOfNavigation(readFileSync(navigation, 'utf8'))) check('index.html', 'a', to)
  for (const file of files.filter((one) => extname(one) === '.css')) {
    const css = readFileSync(join(folder, file), 'utf8')
    for (const [, to] of css.matchAll(/(?:url\(|@import\s)['"]?((?:https?:)?\/\/[^'")\s]+)/gu)) {
      faults.push(`${file}: ${to ?? ''} is loaded from outside of the site`)
    }
  }
  // A site without pages has no dead link either.
  if (pages.size === 0) faults.push(`${folder} has no pages`)
  return { pages: pages.size, links, hosts, faults }
}

if (import.meta.main) {
  const { pages, links, hosts, faults } = checkSite(argv[2] ?? join(root, 'site'))
  for (const fault of faults) console.log(fault)
  const outside = [...hosts].map(([host, count]) => `${host} (${count})`).toSorted()
  console.log(`other hosts, not asked: ${outside.join(', ') || 'none'}`)
  console.log(`${pages} pages, ${links} links, ${faults.length} dead`)
  process.exitCode = faults.length === 0 ? 0 : 1
}
