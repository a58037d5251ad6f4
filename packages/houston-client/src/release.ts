import { HoustonError } from './errors.ts'

/**
 * What one server was seen to understand. Where an operation has a form for newer and one for older
 * releases, the newer is tried first; a refusal of its names ran nothing, so the other form is safe.
 * What worked is remembered, so that a client asks at most one time too many for each operation.
 */
export class Release {
  readonly #known = new Map<string, number>()

  /**
   * Calls the forms in order until the server understands one.
   *
   * @throws the error of the last form, if the server knows none of them.
   */
  async call<T>(what: string, forms: readonly [() => Promise<T>, ...(() => Promise<T>)[]]): Promise<T> {
    const first = this.#known.get(what) ?? 0
    for (const [index, form] of forms.slice(first, -1).entries()) {
      try {
        const answer = await form()
        this.#known.set(what, first + index)
        return answer
      } catch (error) {
        if (!(error instanceof HoustonError && error.kind === 'unsupported')) throw error
      }
    }
    const answer = await (forms.at(-1) ?? forms[0])()
    this.#known.set(what, forms.length - 1)
    return answer
  }
}
