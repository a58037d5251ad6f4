import type { Locator, Page } from 'playwright-core'

/** Somebody at a page. Counts what they do: a click, a paste, a number that is typed, each one. */
export class Hand {
  readonly #page: Page
  readonly #done: string[] = []

  constructor(page: Page) {
    this.#page = page
  }

  /** What was done, in order. */
  get done(): readonly string[] {
    return this.#done
  }

  async click(what: string | Locator): Promise<void> {
    const place = typeof what === 'string' ? this.#page.getByRole('button', { name: what }).first() : what
    await place.click()
    this.#done.push(`click ${typeof what === 'string' ? what : String(what)}`)
  }

  /** Clicks into a field, and pastes. */
  async pasteInto(field: Locator, text: string): Promise<void> {
    await this.click(field)
    await this.paste(field, text)
  }

  /** Pastes what another window copied into the field that has the focus. */
  async paste(field: Locator, text: string): Promise<void> {
    const other = await this.#page.context().newPage()
    // A browser keeps what is typed into a field, but for those that say this.
    await other.setContent('<textarea autocomplete="off"></textarea>')
    await other.locator('textarea').fill(text)
    await other.locator('textarea').press('Control+A')
    await other.locator('textarea').press('Control+C')
    await other.close()
    await this.#page.bringToFront()
    await field.press('Control+V')
    this.#done.push('paste')
  }

  async type(field: Locator, text: string): Promise<void> {
    await this.click(field)
    await this.#page.keyboard.type(text)
    this.#done.push(`type ${text}`)
  }
}
