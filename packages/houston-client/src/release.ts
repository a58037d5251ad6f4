import { until } from '@user-admin/wire/until'
import { HoustonError } from './errors.ts'
import { cameWith, type Feature, features, type HoustonRelease, type Known, knownOf, stated } from './features.ts'

/** One of several ways to ask for the same. */
export interface Form<T> {
  /** What a server must have for it; nothing for what every one has that has not the others. */
  readonly needs?: Feature
  readonly run: () => Promise<T>
}

// One that refuses this is of before 0.14.2 (or 0.15.0), and has nothing of what came later: its refusal says as much as
// a detection. All others have it, so it is not worth a question.
const telling: Feature = 'users(user:)'

/**
 * What one server understands: as its refusal of one document says it, else as its version tells, else as it was seen
 * when it refused a form. A refusal of names ran nothing, so another form is safe.
 */
export class Release {
  readonly #detect: () => Promise<Known | undefined>
  #known: Partial<Record<Feature, boolean>>
  #version: string | undefined
  /** What the version alone tells. */
  #told: Known
  /** Settled or not: the question is asked once. */
  #detection: Promise<void> | undefined

  /** @throws {TypeError} for a stated release that is none. */
  constructor(release: string | HoustonRelease | undefined, detect: () => Promise<Known | undefined>) {
    const { version, knows } = release === undefined ? { knows: {} } : stated(release)
    this.#detect = detect
    this.#version = version
    this.#told = knownOf(version)
    this.#known = { ...knows }
    if (release !== undefined) this.#detection = Promise.resolve()
  }

  /** Whether the server has something; `undefined` where that is not known. */
  knows(feature: Feature): boolean | undefined {
    return this.#known[feature] ?? this.#told[feature]
  }

  /** The server said its version. What was known of another one is forgotten; a text that is no version says nothing. */
  said(version: string): void {
    const told = knownOf(version)
    if (Object.keys(told).length === 0) return
    if (this.#version !== undefined && this.#version !== version) this.#known = {}
    this.#version = version
    this.#told = told
  }

  /** What is known by now, after the one question where nothing was stated. */
  async asJson(signal: AbortSignal | undefined): Promise<HoustonRelease> {
    await this.#detected(signal)
    const knows = Object.fromEntries(
      features.flatMap((feature) => {
        const known = this.knows(feature)
        return known === undefined ? [] : [[feature, known]]
      }),
    )
    return { ...(this.#version === undefined ? {} : { version: this.#version }), knows }
  }

  /**
   * Calls the forms in the order given until the server understands one; those that it is known not to understand last,
   * because what is known may be wrong. What worked is remembered.
   *
   * @throws the error of the first that was tried, if the server understands none.
   */
  async call<T>(forms: readonly [Form<T>, ...Form<T>[]], signal: AbortSignal | undefined): Promise<T> {
    const open = forms.some(({ needs }) => needs !== undefined && needs !== telling && this.#known[needs] === undefined)
    if (open) await this.#detected(signal)
    const missing = ({ needs }: Form<T>): boolean => needs !== undefined && this.knows(needs) === false
    const refused: Feature[] = []
    let first: HoustonError | undefined
    for (const form of [...forms.filter((one) => !missing(one)), ...forms.filter(missing)]) {
      try {
        const answer = await form.run()
        this.#learn(form.needs, refused)
        return answer
      } catch (error) {
        if (!(error instanceof HoustonError && error.kind === 'unsupported')) throw error
        first ??= error
        if (form.needs !== undefined) refused.push(form.needs)
      }
    }
    // There is at least one form, and it was refused.
    throw first as HoustonError
  }

  /**
   * Refuses what the server is known not to have, before anything is sent.
   *
   * @throws {HoustonError} `unsupported`
   */
  async need(feature: Feature, operation: string, signal: AbortSignal | undefined): Promise<void> {
    if (this.#known[feature] === undefined) await this.#detected(signal)
    if (this.knows(feature) !== false) return
    const name = /\((\w+):\)/.exec(feature)?.[1] ?? feature
    const came = cameWith(feature)
    throw new HoustonError(
      `this Houston${this.#version === undefined ? '' : ` (${this.#version})`} does not know ${name}${came === undefined ? '' : `, which came with ${came}`}`,
      { kind: 'unsupported', operation, effect: 'none' },
    )
  }

  #learn(has: Feature | undefined, lacks: readonly Feature[]): void {
    if (has !== undefined) this.#known[has] = true
    for (const feature of lacks) this.#known[feature] = false
    if (!lacks.includes(telling)) return
    this.#known = { ...knownOf('0.14.1'), ...this.#known }
    this.#detection ??= Promise.resolve()
  }

  /** The one question, for all callers at once: none of them ends it for the others, and its failure is no call's failure. */
  async #detected(signal: AbortSignal | undefined): Promise<void> {
    this.#detection ??= this.#ask()
    await until(this.#detection, signal)
  }

  async #ask(): Promise<void> {
    try {
      this.#known = { ...(await this.#detect()), ...this.#known }
    } catch (error) {
      // Without a token nothing was asked. Anything else is not worth asking twice: a call finds its form by itself.
      const unsent = error instanceof HoustonError && error.kind === 'rejected' && error.status === undefined
      if (unsent) this.#detection = undefined
    }
  }
}
