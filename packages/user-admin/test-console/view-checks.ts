import type { Page } from 'playwright-core'

/** What is wider than the window, if the page can be moved sideways; and text that is cut where nothing says so. */
export const overflowing = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth
    if (wide <= 0) return []
    const beyond = [...document.querySelectorAll('body *')].filter(
      (one) => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1,
    )
    return [`${wide} px too wide: ${beyond.map((one) => one.outerHTML.slice(0, 90)).join(' | ')}`]
  })

/** All that a page says: to who looks, and to who listens. */
export const shownIn = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => [
    document.title,
    ...[...document.querySelectorAll('body *')].flatMap((one) => [
      ...[...one.childNodes].flatMap((node) => (node.nodeType === Node.TEXT_NODE ? [node.textContent ?? ''] : [])),
      ...['aria-label', 'aria-description', 'placeholder', 'title', 'alt'].flatMap(
        (name) => one.getAttribute(name) ?? [],
      ),
      ...(one instanceof HTMLInputElement && one.type !== 'password' ? [one.value] : []),
    ]),
  ])
