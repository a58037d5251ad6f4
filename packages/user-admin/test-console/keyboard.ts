import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { lostFocus } from './focus.ts'

/** Somebody without a mouse. */
export class Keyboard {
  readonly #page: Page

  constructor(page: Page) {
    this.#page = page
  }

  /** What the focus is on, as it is read out. */
  async focused(): Promise<string> {
    return await this.#page.evaluate(() => {
      const on = document.activeElement
      const labels = on instanceof HTMLInputElement || on instanceof HTMLTextAreaElement ? [...(on.labels ?? [])] : []
      return `${on?.getAttribute('aria-label') ?? ''} ${labels.map(({ textContent }) => textContent).join(' ')} ${
        on instanceof HTMLElement && on.tagName !== 'BODY' ? on.textContent : ''
      }`.trim()
    })
  }

  /**
   * Goes on by the Tab key until the focus is on something of that name. Throws where it never is, and where it is on the
   * way on something that is not in sight, or that does not show it.
   */
  async to(name: RegExp): Promise<void> {
    const passed: string[] = []
    for (let press = 0; press < 70; press += 1) {
      await this.#page.keyboard.press('Tab')
      const now = await this.focused()
      // Behind the last thing of a page is the browser's own, and then the first again.
      if (now !== '') expect(await lostFocus(this.#page)).toBe('')
      if (name.test(now)) return
      passed.push(now.slice(0, 40))
    }
    throw new Error(`The Tab key never comes to ${name}: ${passed.join(' | ')}`)
  }

  /** After something was done the focus is somewhere, in sight. */
  async hasFocus(): Promise<void> {
    await expect.poll(() => lostFocus(this.#page)).toBe('')
  }
}
