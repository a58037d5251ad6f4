import { randomUUID } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import pMap from 'p-map'
import { addressesOf, entryOf, nearestOf } from '../../identity/identity.ts'
import { type Plan, planId } from '../../plan/plan.ts'
import type { GuardCode, Step } from '../../plan/step.ts'
import type { Choices, Failure, Preview as Shown, WorkspacePreview } from '../protocol.ts'
import { cannotBeUndone } from './cannot-be-undone.ts'
import { released } from './confirmation.ts'
import type { Connection } from './connection.ts'
import { entriesIn } from './entries-in.ts'
import { listedIn, type Planning } from './planning.ts'
import { type Reading, readingLives, readingOf } from './reading.ts'
import { failureOf } from './refused.ts'
import { rowsOf } from './rows.ts'
import { Table } from './table.ts'

/** One workspace of a preview. */
export interface Part {
  readonly connection: Connection
  readonly key: string
  readonly name: string
  readonly reading?: Reading
  readonly plan?: Plan
  readonly releases: readonly GuardCode[]
  readonly failure?: Failure
}

/** What a preview is made of. */
export interface PreviewOptions {
  readonly kind: Shown['kind']
  readonly connections: readonly Connection[]
  /** Workspaces that are meant and not connected: they stay as they are, which is said. */
  readonly absent: readonly { readonly key: string; readonly name: string }[]
  /** Names of workspaces whose token does not work, as far as they are known: nobody can look there. */
  readonly closed?: readonly string[] | undefined
  readonly choices: Choices
  readonly planning: Planning
  /** What was read before, by the key of the workspace. */
  readonly readings: Map<string, Reading>
  readonly now: () => number
  readonly changed: () => void
  /** Who came and went since the last time, once everybody is read. */
  readonly changes: (readings: ReadonlyMap<string, Reading>) => Shown['changes']
}

/** Workspaces that are read at once. */
const atOnce = 16

/** What would happen in every workspace that is connected: read and planned each by itself. */
export class Preview {
  readonly id: string = randomUUID()
  readonly #options: PreviewOptions
  readonly #stopping = new AbortController()
  #state: Shown['state'] = 'reading'
  #done = 0
  #parts: readonly Part[] = []
  #table = new Table([])
  #typos: Shown['typos'] = []
  #changes: Shown['changes']
  readonly #lacksPeople: boolean
  readonly #notHere: ReadonlySet<string>
  /** It was carried out: what is shown of it is what was begun. */
  isBegun = false

  constructor(options: PreviewOptions) {
    this.#options = options
    const { choices, kind } = options
    const isChosen = choices.onlyMe || choices.admins || entriesIn(choices.text).entries.length > 0
    this.#lacksPeople = kind === 'choices' && !isChosen
    this.#notHere = new Set(choices.notHere?.flatMap((text) => entryText(text) ?? []))
  }

  get kind(): Shown['kind'] {
    return this.#options.kind
  }

  get isReading(): boolean {
    return this.#state === 'reading' && !this.#stopping.signal.aborted
  }

  get isReady(): boolean {
    return this.#state === 'ready'
  }

  get parts(): readonly Part[] {
    return this.#parts
  }

  get table(): Table {
    return this.#table
  }

  get choices(): Choices {
    return this.#options.choices
  }

  /** Another one takes its place. */
  stop(): void {
    this.#stopping.abort(new DOMException('Another preview took its place.', 'AbortError'))
  }

  /** Reads and plans. Never rejects. */
  async make(): Promise<void> {
    const { connections, changed, changes, readings } = this.#options
    const { signal } = this.#stopping
    const isAsked = !this.#lacksPeople
    try {
      const parts = isAsked ? await pMap(connections, (one) => this.#part(one, signal), { concurrency: atOnce }) : []
      if (signal.aborted) return
      this.#typos = this.#typosIn(parts)
      const isRight = this.#isRight()
      this.#parts = parts.map((one) =>
        one.plan === undefined ? one : { ...one, releases: released(one.plan, isRight) },
      )
      this.#table = new Table(this.#parts.map((one) => ({ connection: one.connection.id, rows: this.#rows(one) })))
      this.#changes = changes(readings)
      this.#state = parts.length > 0 && parts.every(({ failure }) => failure !== undefined) ? 'failed' : 'ready'
    } catch {
      this.#state = 'failed'
    }
    changed()
  }

  /**
   * What a workspace's plan is with those who are kept by hand. What was shown as held stays so, though nothing may hold it
   * any more: an administrator is kept, and another one may go.
   */
  async approvedOf({ connection, plan, reading, releases }: Part): Promise<Plan | undefined> {
    const exceptions = this.#table.exceptions(connection.id)
    if (plan === undefined || reading === undefined || exceptions.length === 0) return plan
    const made = await this.#options.planning.plan(reading, exceptions)
    if (made === undefined) return undefined
    const isFree = ({ heldBy }: Step): boolean => heldBy.every((code) => releases.includes(code))
    const shown = new Set(plan.steps.filter(isFree).map(({ id, email }) => id ?? email))
    const steps = made.steps.filter((step) => !isFree(step) || shown.has(step.id ?? step.email))
    if (steps.length === made.steps.length) return made
    const approved = { ...made, steps }
    return { ...approved, id: await planId(approved) }
  }

  /** What still has to be decided. */
  get needs(): Shown['needs'] {
    const { choices, kind } = this.#options
    const notHere = this.#notHere
    const isHeldByAssets = this.#parts.some(({ plan }) => plan?.held.some(({ code }) => code === 'assets') === true)
    return [
      ...(this.#lacksPeople ? (['people'] as const) : []),
      ...(kind === 'choices' && choices.rest === 'suspend-then-remove' && !this.#isLater ? (['day'] as const) : []),
      ...(this.#typos.some(({ entry }) => !notHere.has(entry)) ? (['typos'] as const) : []),
      ...(isHeldByAssets ? (['assets'] as const) : []),
    ]
  }

  /** What is typed to begin. */
  get count(): number {
    const { go, back } = this.#table.totals()
    return this.kind === 'undo' ? back : go
  }

  /** Whether an entry that means nobody in one workspace is right all the same. */
  #isRight(): (entry: string) => boolean {
    const slips = new Set(this.#typos.map(({ entry }) => entry))
    const notHere = this.#notHere
    return (entry) => !slips.has(entry) || notHere.has(entry)
  }

  shown(): Shown {
    const { connections, absent, kind } = this.#options
    const totals = this.#table.totals()
    const everybody = this.#table.rows.length
    const seconds = this.#parts.flatMap(({ plan }) => plan?.estimate.seconds ?? [])
    const failures = this.#parts.flatMap(({ failure }) => failure ?? [])
    return {
      id: this.id,
      kind,
      count: this.count,
      state: this.#state,
      ...(this.#state === 'reading' ? { progress: { done: this.#done, total: connections.length } } : {}),
      workspaces: [
        ...this.#parts.map(
          ({ connection, name, plan, failure }): WorkspacePreview => ({
            connection: connection.id,
            name,
            ...this.#table.totals(connection.id),
            ...(plan?.estimate.seconds == null ? {} : { takes: plan.estimate.seconds * 1000 }),
            ...(failure === undefined ? {} : { failure }),
          }),
        ),
        ...absent.map(({ key, name }) => ({
          connection: key,
          name,
          ...this.#table.totals(key),
          failure: { problem: 'not-connected', says: '' },
        })),
      ],
      totals,
      typos: this.#typos,
      ...(seconds.length === 0 ? {} : { takes: Math.max(...seconds) * 1000 }),
      cannotBeUndone: cannotBeUndone(this.#parts.flatMap(({ plan }) => plan?.irreversible ?? [])),
      isNearlyAll: totals.go > 0 && totals.go >= everybody * 0.8,
      ...(this.#changes === undefined ? {} : { changes: this.#changes }),
      ...(this.#state === 'failed' && failures[0] !== undefined ? { failure: failures[0] } : {}),
      needs: this.#state === 'ready' ? this.needs : [],
      ...(this.#typos.length === 0 ? {} : { notSeen: this.#notSeen() }),
    }
  }

  #notSeen(): readonly string[] {
    const { closed = [] } = this.#options
    return [...this.#parts.flatMap(({ name, failure }) => (failure === undefined ? [] : [name])), ...closed]
  }

  get #isLater(): boolean {
    const { choices, now } = this.#options
    const day = choices.removeOn ?? ''
    return /^\d{4}-\d{2}-\d{2}$/u.test(day) && day > new Date(now()).toISOString().slice(0, 10)
  }

  async #part(connection: Connection, signal: AbortSignal): Promise<Part> {
    const { readings, planning, now, changed } = this.#options
    const { admin, key = '' } = connection
    const known = { connection, key, name: admin?.scope.name ?? '', releases: [] }
    try {
      if (admin === undefined) return known
      // Every step would be refused, one after the other.
      if (connection.mayChange === false) return { ...known, failure: { problem: 'forbidden', says: '' } }
      const before = readings.get(key)
      const reading =
        before !== undefined && now() - before.at < readingLives ? before : await readingOf(admin, now, { signal })
      readings.set(key, reading)
      connection.saw(reading.members.length)
      // Planning is work of this process: between two workspaces it answers the page.
      await setImmediate()
      const plan = await planning.plan(reading, [])
      return { ...known, reading, ...(plan === undefined ? {} : { plan }) }
    } catch (error) {
      return { ...known, failure: failureOf(error) }
    } finally {
      this.#done += 1
      changed()
    }
  }

  /** The entries that mean nobody anywhere. */
  #typosIn(parts: readonly Part[]): Shown['typos'] {
    const plans = parts.flatMap(({ plan }) => plan ?? [])
    const [first, ...others] = plans.map(({ missing }) => new Set(missing.map(({ entry }) => entry)))
    if (first === undefined || this.kind !== 'choices') return []
    const slips = [...first].filter((entry) => entry.includes('@') && others.every((other) => other.has(entry)))
    const addresses =
      slips.length === 0 ? [] : parts.flatMap(({ reading }) => reading?.members.flatMap(addressesOf) ?? [])
    const near = nearestOf(
      slips.filter((entry) => !entry.startsWith('@')),
      addresses,
    )
    // Whom the configuration names need not be in these workspaces: only what looks like somebody here is a slip.
    const own = new Set(listedIn(this.#options.choices).flatMap((text) => entryText(text) ?? []))
    return slips.flatMap((entry) => {
      const nearest = near.get(entry) ?? []
      return own.has(entry) || nearest.length > 0 ? [{ entry, nearest }] : []
    })
  }

  #rows({ connection, name, plan, reading, releases }: Part) {
    if (plan === undefined) return []
    const { planning, kind } = this.#options
    const members = kind === 'undo' ? [] : (reading?.members ?? [])
    const keeps = reading === undefined ? () => undefined : planning.keeps(reading)
    return rowsOf({
      connection: connection.id,
      name,
      plan,
      members,
      releases,
      keeps,
      isOnlyTouched: kind !== 'choices',
    })
  }
}

/** As a plan writes it. */
function entryText(text: string): string | undefined {
  const entry = entryOf(text)
  return entry === undefined ? undefined : entry.kind === 'domain' ? `@${entry.value}` : entry.value
}
