import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium, type Page } from 'playwright-core'

/** Where Debian has it; `bash .ci/chromium` installs it. */
const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium'

const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // The same letters on every machine.
  '--font-render-hinting=none',
  '--disable-lcd-text',
  '--force-device-scale-factor=1',
]

const fontsConf = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts/truetype/liberation</dir>
  <dir>/usr/share/fonts/truetype/dejavu</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
  ${[
    ['system-ui', 'Liberation Sans'],
    ['sans-serif', 'Liberation Sans'],
    ['ui-monospace', 'Liberation Mono'],
    ['monospace', 'Liberation Mono'],
  ]
    .map(
      ([family, real]) =>
        `<match target="pattern"><test name="family"><string>${family}</string></test><edit name="family" mode="assign" binding="strong"><string>${real}</string></edit></match>`,
    )
    .join('')}
  <match target="pattern"><edit name="family" mode="append_last"><string>Liberation Sans</string></edit></match>
</fontconfig>`

/** How a page is looked at. */
export interface Looks {
  readonly width?: number
  readonly height?: number
  readonly theme?: 'light' | 'dark'
  readonly language?: 'en' | 'de'
  /** Of the machine, as `de-AT`; of a whole browser only. */
  readonly locale?: string
  readonly motion?: 'reduce' | 'no-preference'
}

/** A browser with a profile of its own. */
export interface Browser extends AsyncDisposable {
  /** Opens a link in a new window. Whatever the page says wrong in its console fails the test that asks for `wrongs`. */
  open(link: string, looks?: Looks): Promise<{ readonly page: Page; readonly wrongs: readonly string[] }>
  readonly profile: string
  readonly context: BrowserContext
}

/** Starts Chromium. Throws where it is not installed: these tests are never left out. */
export async function startBrowser(looks: Looks = {}, more: readonly string[] = []): Promise<Browser> {
  const profile = await mkdtemp(join(tmpdir(), 'console-'))
  // The letters of every machine alike: the page asks for those of the system.
  const fonts = join(profile, 'fonts.conf')
  await writeFile(fonts, fontsConf)
  const { width = 1280, height = 900, theme = 'light', language = 'en' } = looks
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    args: [...args, ...more],
    env: { ...process.env, FONTCONFIG_FILE: fonts },
    viewport: { width, height },
    colorScheme: theme,
    locale: looks.locale ?? language,
    timezoneId: 'UTC',
    acceptDownloads: true,
  })
  context.setDefaultTimeout(60_000)
  return {
    profile,
    context,
    open: async (link, other = {}) => {
      const page = await context.newPage()
      const wrongs: string[] = []
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') wrongs.push(message.text())
      })
      page.on('pageerror', (error) => wrongs.push(String(error)))
      await page.setViewportSize({ width: other.width ?? width, height: other.height ?? height })
      await page.emulateMedia({ colorScheme: other.theme ?? theme, reducedMotion: other.motion ?? 'no-preference' })
      if (other.language !== undefined)
        await page.addInitScript((code) => localStorage.setItem('user-admin-language', code), other.language)
      await page.goto(link)
      return { page, wrongs }
    },
    [Symbol.asyncDispose]: async () => {
      await context.close()
      await rm(profile, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
