import type { BrowserContext, Page } from 'playwright-core'

/** Something that moved: which share of the window it crossed, as browsers measure it, and what it was. */
export interface Moved {
  readonly value: number
  readonly what: string
}

interface Shift extends PerformanceEntry {
  readonly value: number
  readonly hadRecentInput: boolean
  readonly sources: readonly { readonly node: Element | null }[]
}

/** Has every page of a browser remember what moved on it by itself. Before the page is opened. */
export async function watchShifts(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const moved: { value: number; what: string }[] = []
    Object.assign(window, { moved })
    new PerformanceObserver((list) => {
      // What follows a key or a click within half a second is what was asked for.
      for (const { value, hadRecentInput, sources } of list.getEntries() as Shift[])
        if (value > 0 && !hadRecentInput)
          moved.push({
            value,
            what: sources.map(({ node }) => `${node?.parentElement?.outerHTML.slice(0, 200)}`).join(', '),
          })
    }).observe({ type: 'layout-shift', buffered: true })
  })
}

/** What moved since the page was loaded, each with how much. */
export const shiftsOf = (page: Page): Promise<readonly Moved[]> =>
  page.evaluate(() => (window as unknown as { readonly moved: readonly Moved[] }).moved)
