// Opens the built site in Chromium, wide and light, narrow and dark: nothing may be said in the console, nothing be asked
// of another host, and no page be wider than the screen. The navigation and the search are used once.
//
//   node .ci/docs-look.js [FOLDER]            default: site
//   node .ci/docs-look.js [FOLDER] PICTURES   and keeps a picture of each page there
import { mkdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { argv } from 'node:process'
import { startBrowser } from '../packages/user-admin/test-console/browser.ts'
import { root } from './published.ts'

const [, , folder = join(root, 'site'), pictures] = argv
if (pictures !== undefined) mkdirSync(pictures, { recursive: true })
const kinds = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' }
const server = createServer((request, response) => {
  const path = normalize(decodeURI(new URL(request.url ?? '/', 'http://site').pathname))
  readFile(join(folder, path.endsWith('/') ? `${path}index.html` : path)).then(
    (body) => response.writeHead(200, { 'content-type': kinds[extname(path)] ?? 'text/html' }).end(body),
    () => response.writeHead(404).end(),
  )
})
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
const origin = `http://127.0.0.1:${server.address().port}`

const faults = []
let seen = 0
const browser = await startBrowser()
try {
  browser.context.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(origin) && !url.startsWith('data:')) faults.push(`${url} was asked for`)
  })
  const looks = [
    { width: 1280, height: 900, theme: 'light' },
    { width: 390, height: 844, theme: 'dark' },
  ]
  const { page: index } = await browser.open(`${origin}/guides/index.html`)
  const links = await index
    .locator('.tsd-typography a[href$=".html"]')
    .evaluateAll((found) => found.map(({ href }) => href))
  if (links.length === 0) faults.push('guides/index.html leads to no guide')
  const rest = [
    '',
    'modules/user-admin.html',
    'functions/user-admin.makePlan.html',
    'interfaces/user-admin.UserAdmin.html',
  ]
  for (const look of looks) {
    const { page, wrongs } = await browser.open(origin, look)
    for (const link of [...rest.map((path) => `${origin}/${path}`), ...new Set(links)]) {
      await page.goto(link)
      await page.locator('#tsd-nav-container li').first().waitFor({ state: 'attached' })
      const name = `${link.slice(origin.length + 1) || 'index.html'}, ${look.theme}`
      faults.push(...wrongs.splice(0).map((wrong) => `${name}: ${wrong}`))
      const width = await page.evaluate(() => document.documentElement.scrollWidth)
      if (width > look.width) faults.push(`${name}: ${width} px wide on a screen of ${look.width}`)
      if (pictures !== undefined) {
        await page.screenshot({ path: join(pictures, `${name.replaceAll(/\W+/gu, '-')}.png`), fullPage: true })
      }
      seen += 1
    }
  }

  const { page } = await browser.open(origin)
  await page.locator('#tsd-search-trigger').click()
  await page.locator('#tsd-search-input').fill('makePlan')
  await page.locator('#tsd-search-results a', { hasText: 'makePlan' }).first().click()
  await page.waitForURL(/makePlan/u)
} finally {
  await browser[Symbol.asyncDispose]()
}
server.close()
for (const fault of new Set(faults)) console.log(fault)
console.log(`${seen} pages looked at, ${faults.length} faults`)
process.exitCode = faults.length === 0 ? 0 : 1
