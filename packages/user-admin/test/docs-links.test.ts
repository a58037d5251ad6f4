import { mkdtempSync, rmSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { checkSite } from '../../../.ci/docs-links.ts'

let site: string
beforeEach(() => {
  site = mkdtempSync(join(tmpdir(), 'user-admin-site-'))
})
afterEach(() => rmSync(site, { recursive: true, force: true }))

/** A site of three pages without a fault, with these files in place of its own. */
async function built(files: Readonly<Record<string, string>> = {}): Promise<void> {
  const navigation = deflateSync(JSON.stringify([{ text: 'Plans', path: 'guides/plans.html' }])).toString('base64')
  const whole: Readonly<Record<string, string>> = {
    'index.html':
      '<link rel="stylesheet" href="assets/style.css"/><script defer src="assets/main.js"></script><h1 id="top">Home</h1><a href="guides/plans.html#held">Plans</a><a href="https://example.com/a?b=1&amp;c=2">out</a>',
    'guides/plans.html':
      '<h2 id="held">Held</h2><a href="#held">up</a><a href="../index.html">home</a><a href="../">home</a><a href="../media/a%20table.csv">table</a><pre>&lt;a href="nowhere.html"&gt;</pre>',
    'assets/main.js': '',
    'assets/style.css': 'a { background: url(data:image/png;base64,AA) }',
    'assets/navigation.js': `window.navigationData = "${navigation}"`,
    'media/a table.csv': 'email',
    ...files,
  }
  for (const [path, text] of Object.entries(whole)) {
    await mkdir(join(site, dirname(path)), { recursive: true })
    await writeFile(join(site, path), text)
  }
}

it('finds nothing wrong with a whole site, follows each link and counts what leads elsewhere', async () => {
  await built()
  expect(checkSite(site)).toEqual({ pages: 2, links: 8, hosts: new Map([['example.com', 1]]), faults: [] })
})

it.each([
  ['a page that is not there', '<a href="gone.html">', 'index.html: gone.html is not there'],
  ['a file that is not there', '<img src="media/none.png">', 'index.html: media/none.png is not there'],
  [
    'a place that no page has',
    '<a href="guides/plans.html#hold">',
    'index.html: guides/plans.html#hold has no place hold',
  ],
  ['a place that the page itself has not', '<a href="#bottom">', 'index.html: #bottom has no place bottom'],
  ['a file of the repository', '<a href="../packages/a.ts">', 'index.html: ../packages/a.ts leads out of the site'],
  [
    'a script of another host',
    '<script src="https://cdn.example.com/a.js"></script>',
    'index.html: https://cdn.example.com/a.js is loaded by <script> from outside of the site',
  ],
  [
    'a picture of another host',
    '<img src="//example.com/a.png">',
    'index.html: //example.com/a.png is loaded by <img> from outside of the site',
  ],
  ['an address without TLS', '<a href="http://example.com">', 'index.html: http://example.com is no address of https'],
  [
    'an address of this machine',
    '<a href="https://localhost/">',
    'index.html: https://localhost/ is no address of https',
  ],
])('finds %s', async (_what, html, fault) => {
  await built({ 'index.html': html })
  expect(checkSite(site).faults).toEqual([fault])
})

it('finds what only the navigation leads to, and what only a style loads', async () => {
  const navigation = deflateSync(JSON.stringify([{ path: 'guides/plan.html' }])).toString('base64')
  await built({
    'assets/navigation.js': `window.navigationData = "${navigation}"`,
    'assets/style.css': "@import 'https://example.com/a.css'; b { background: url(//example.com/b.png) }",
  })
  expect(checkSite(site).faults).toEqual([
    'index.html: guides/plan.html is not there',
    'assets/style.css: https://example.com/a.css is loaded from outside of the site',
    'assets/style.css: //example.com/b.png is loaded from outside of the site',
  ])
})

it('does not take an empty folder for a site without a dead link', () => {
  expect(checkSite(site).faults).toEqual(['assets/navigation.js is not there', `${site} has no pages`])
})
