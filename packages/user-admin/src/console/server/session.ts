// Longer than other files: one entry for each request of the page.
import { withoutTokens } from '../../credentials/whole-token.ts'
import { canonicalEmail } from '../../identity/identity.ts'
import type { Policy } from '../../plan/policy.ts'
import type { GuardCode } from '../../plan/step.ts'
import { keyOf } from '../../plan/world.ts'
import type { State } from '../../state.ts'
import type { Choices, People, PeopleAsked, Requests, Preview as ShownPreview, View, Waiting } from '../protocol.ts'
import { begun, legsOf } from './begun.ts'
import { releasedByCount } from './confirmation.ts'
import { Connections } from './connections.ts'
import { entriesIn } from './entries-in.ts'
import { evidence } from './evidence.ts'
import { pairsOf, savedPairs } from './hand-back.ts'
import { inMemory, type Notebook, type RecordedRun } from './notebook.ts'
import { Past } from './past.ts'
import { tokensIn } from './pasted.ts'
import type { AacPlaces } from './places.ts'
import { byChoices, byRemoval, byUndo, type PlannedWith, type Planning } from './planning.ts'
import { Preview } from './preview.ts'
import { type Reading, readingLives } from './reading.ts'
import { Refused } from './refused.ts'
import { csv, json } from './report.ts'
import type { Running } from './running.ts'
import { Table } from './table.ts'
import { freeBy, goingBy, holding, waitingIn } from './waiting.ts'

/** What a configuration says that counts here too. */
export interface Configured {
  /** Its path. */
  readonly file: string
  readonly policy: Policy
  /** The private key that vouches for evidence; absent: nobody does. */
  readonly key?: (() => Promise<string>) | undefined
}

/** What a console works with. */
export interface SessionOptions {
  readonly state: State
  /** What is remembered besides. Default: nothing beyond this process. */
  readonly notebook?: Notebook | undefined
  /** Who is at work, for the journal. */
  readonly by: string
  /** Which installations of AAC are reached. Default: those of the vendor. */
  readonly aac?: AacPlaces | undefined
  /** Of a configuration, where there is one: whom no plan touches, and how much one may do. */
  readonly configured?: Configured | undefined
  /** Sends the requests to the systems. Default: the runtime's own. */
  readonly fetch?: typeof fetch | undefined
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly now?: (() => number) | undefined
}

const unchosen: Choices = { text: '', admins: false, onlyMe: false, rest: 'suspend' }

/**
 * What one person does with the page: holds tokens, choices, the preview and the run, and says what of it is shown. Each
 * method is a request of the page.
 */
export class Session {
  readonly #options: SessionOptions & { readonly idleEnds?: (() => number) | undefined }
  readonly #connections: Connections
  readonly #readings = new Map<string, Reading>()
  readonly #listeners = new Set<() => void>()
  readonly #past: Past
  readonly #ticking: ReturnType<typeof setInterval>
  #version = 0
  #choices: Choices = unchosen
  #preview: Preview | undefined
  #removal: string | undefined
  #run: Running | undefined
  #runTable = new Table([])
  #waiting: readonly Waiting[] = []
  #states = ''
  #ticks = 0
  #isBeginning = false

  constructor(options: SessionOptions & { readonly idleEnds?: (() => number) | undefined }) {
    this.#options = options
    this.#past = new Past(options.notebook ?? inMemory())
    this.#connections = new Connections({
      aac: options.aac ?? {},
      fetch: options.fetch,
      now: this.#now,
      changed: this.#changed,
    })
    this.#ticking = setInterval(() => this.#tick(), 500)
    this.#ticking.unref()
  }

  /** Reads what is remembered. */
  async begin(): Promise<void> {
    await this.#past.read()
    await this.#lookForWaiting()
  }

  /** Something is read or changed. */
  get isAtWork(): boolean {
    return this.#run?.isAtWork === true || this.#preview?.isReading === true
  }

  /** Forgets every token; what is under way is finished, and can be gone on with later. */
  async end(): Promise<void> {
    clearInterval(this.#ticking)
    this.#preview?.stop()
    if (this.#run?.isAtWork === true) {
      this.#run.pause()
      await this.#run.settled()
    }
    this.#connections.forgetAll()
    this.#listeners.clear()
  }

  /** Tells of each change, until what it answers is called. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  view(): View {
    const idleEnds = this.#options.idleEnds?.()
    const { configured } = this.#options
    const protects = (configured?.policy.protect ?? []).length + (configured?.policy.exempt ?? []).length
    return {
      version: this.#version,
      now: this.#now(),
      connections: this.#connections.all.map((one) => one.shown()),
      lastTime: this.#past.lastTime(this.#connections),
      choices: this.#choices,
      ...(protects === 0 ? {} : { configured: { file: configured?.file ?? '', entries: protects } }),
      ...(this.#preview === undefined ? {} : { preview: this.#preview.shown() }),
      ...(this.#run === undefined ? {} : { run: this.#run.shown() }),
      unfinished: this.#past.unfinished(this.#connections, this.#now(), this.#run?.id),
      waiting: this.#waiting,
      ...(idleEnds === undefined ? {} : { idleEnds }),
    }
  }

  async connect({ text, houston }: { readonly text: string; readonly houston?: string | undefined }): Promise<View> {
    await this.#connections.add(text, houston)
    this.#run?.look()
    return this.view()
  }

  async renew({ connection, text, houston }: Parameters<Requests['renew']>[0]): Promise<View> {
    const one = this.#connections.named(connection)
    if (one.system === 'houston') await this.#connections.renewHouston(one, text, houston)
    else await one.renew(tokensIn(text, false), this.#connections.isDuplicate)
    this.#run?.look()
    return this.view()
  }

  forget(connection: string): View {
    this.#notWhileRunning()
    this.#connections.forget(connection)
    this.#drop()
    return this.view()
  }

  protect(given: Choices): View {
    this.#notWhileRunning()
    // A token that was pasted in the wrong place is not shown there, nor the lines that it was broken into.
    const text = withoutTokens(given.text).replace(
      /(?<![^\s,;"'<>])[\w-]{40,}(?:\.[\w-]+)*(?![^\s,;"'<>])/gu,
      '(a token)',
    )
    const choices = { ...given, text }
    const { entries, not } = entriesIn(choices.text)
    const { assets } = choices
    if (typeof assets === 'object' && canonicalEmail(assets.transferTo) === undefined)
      throw new Refused('no-address', 400)
    this.#choices = { ...choices, understood: { entries: entries.length, not } }
    this.#drop()
    this.#changed()
    return this.view()
  }

  beginPreview(): View {
    this.#notWhileRunning()
    this.#show('choices', byChoices(this.#choices, this.#with))
    return this.view()
  }

  people(asked: PeopleAsked): People {
    return this.#shown(asked.preview).table.part(asked)
  }

  except({ person, keep }: { readonly person: string; readonly keep: boolean }): View {
    this.#notWhileRunning()
    if (this.#preview === undefined || this.#preview.isBegun || !this.#preview.table.except(person, keep))
      throw new Refused('gone')
    this.#changed()
    return this.view()
  }

  async run({ preview: id, count }: { readonly preview: string; readonly count: number }): Promise<View> {
    this.#notWhileRunning()
    const preview = this.#shown(id)
    // An approval is for once: what came since is looked at anew.
    if (!preview.isReady || preview.isBegun) throw new Refused('gone')
    if (preview.needs.length > 0) throw new Refused(`needs-${preview.needs[0] ?? ''}`)
    if (count !== preview.count || count === 0) throw new Refused('other-count')
    await this.#carryOut(async () => {
      const legs = await legsOf(preview, this.#options.state)
      return await this.#past.begin(preview, legs, this.#now(), this.#removal)
    }, preview)
    return this.view()
  }

  pause(): View {
    this.#run?.pause()
    return this.view()
  }

  goOn(): View {
    if (this.#run === undefined || this.#run.isOver) throw new Refused('gone')
    if (this.#run.isAtWork) throw new Refused('busy')
    this.#run.begin()
    return this.view()
  }

  stop(): View {
    this.#run?.stop()
    return this.view()
  }

  undo(run: string): View {
    this.#notWhileRunning()
    const recorded = this.#past.run(run)
    if (recorded === undefined) throw new Refused('gone', 404)
    const runs = new Map(recorded.legs.flatMap((leg) => (leg.run === undefined ? [] : [[leg.key, leg.run] as const])))
    this.#readings.clear()
    this.#show(
      'undo',
      byUndo(runs, ({ scope }) => keyOf(scope), this.#with),
      new Map(recorded.legs.map(({ key, name }) => [key, name])),
    )
    return this.view()
  }

  async resume(unfinished: string): Promise<View> {
    this.#notWhileRunning()
    const removal = this.#past.removal(unfinished)
    if (removal !== undefined) {
      const ids = new Map(removal.places.map((one) => [one.key, one.ids]))
      this.#choices = { ...this.#choices, assets: this.#choices.assets ?? removal.assets }
      const { assets } = this.#choices
      const planning = byRemoval(ids, ({ scope }) => keyOf(scope), assets, this.#with)
      this.#show('removal', planning, new Map(removal.places.map(({ key, name }) => [key, name])))
      this.#removal = removal.id
      return this.view()
    }
    const recorded = this.#past.takenUp(unfinished)
    if (recorded === undefined || recorded.isOver) throw new Refused('gone', 404)
    this.#drop()
    await this.#carryOut(async () => recorded)
    return this.view()
  }

  async dismiss(unfinished: string): Promise<View> {
    if (unfinished === this.#run?.id || !(await this.#past.dismiss(unfinished))) throw new Refused('gone', 404)
    this.#changed()
    return this.view()
  }

  async decide({ plan, decision, reason, count }: Parameters<Requests['decide']>[0]): Promise<View> {
    const { state, by } = this.#options
    const held = await state.held.get(plan)
    if (held === undefined) throw new Refused('gone', 404)
    if (decision === 'reject') await state.held.reject(plan, { by, reason })
    else {
      if (freeBy(held).length === 0) throw new Refused('all-held')
      if (count !== goingBy(held).length) throw new Refused('other-count')
      const release: readonly GuardCode[] = releasedByCount(holding(held))
      await state.held.approve(plan, { by, ...(reason.trim() === '' ? {} : { reason }), release })
    }
    await this.#lookForWaiting()
    return this.view()
  }

  async handBack(file: string | undefined): Promise<ReturnType<Requests['handBack']>> {
    const pairs = pairsOf(this.#connections.all)
    if (file === undefined) return { pairs }
    if (pairs.length === 0) throw new Refused('no-token')
    return { pairs: [], file: await savedPairs(pairs, file) }
  }

  async report({ form, language }: Parameters<Requests['report']>[0]): Promise<ReturnType<Requests['report']>> {
    const day = new Date(this.#now()).toISOString().slice(0, 10)
    const table = this.#run === undefined ? (this.#preview?.table ?? this.#runTable) : this.#runTable
    if (form === 'csv') return csv(table, day, language)
    if (form === 'json') return json(table, this.#run?.legs ?? [], day)
    const { state, by, configured } = this.#options
    const now = this.#now
    return await evidence({ connections: this.#connections.all, run: this.#run, state, by, now, key: configured?.key })
  }

  get #with(): PlannedWith {
    const { state, configured } = this.#options
    return { state, now: this.#now, policy: configured?.policy }
  }

  readonly #now = (): number => (this.#options.now ?? Date.now)()

  readonly #changed = (): void => {
    this.#version += 1
    for (const listener of this.#listeners) listener()
  }

  /** Reads and plans in the background. @param only The workspaces that are meant, by key, with their names. */
  #show(kind: ShownPreview['kind'], planning: Planning, only?: ReadonlyMap<string, string>): void {
    this.#drop()
    const connections = this.#connections.ready.filter(({ key = '' }) => only === undefined || only.has(key))
    const here = new Set(connections.map(({ key }) => key))
    if (connections.length === 0) throw new Refused('no-token')
    const preview = new Preview({
      kind,
      connections,
      absent: [...(only ?? [])].flatMap(([key, name]) => (here.has(key) ? [] : [{ key, name }])),
      closed: this.#connections.closed.map(({ admin }) => admin?.scope.name ?? ''),
      choices: this.#choices,
      planning,
      readings: this.#readings,
      now: this.#now,
      changed: this.#changed,
      changes: (readings) => this.#past.changes(readings),
    })
    this.#preview = preview
    // A run that is over makes place for what is looked at now.
    this.#run = undefined
    void preview.make()
    this.#changed()
  }

  #drop(): void {
    this.#preview?.stop()
    this.#preview = undefined
    this.#removal = undefined
  }

  #shown(id: string): Preview {
    if (this.#preview?.id !== id) throw new Refused('gone')
    return this.#preview
  }

  #notWhileRunning(): void {
    if (this.#isBeginning) throw new Refused('busy')
    // What failed is offered again, and is in nobody's way.
    if (this.#run !== undefined && !this.#run.isOver && !this.#run.isFailed) throw new Refused('busy')
  }

  /** Begins with what is written down. What was begun twice at once is begun once. */
  async #carryOut(recordedOf: () => Promise<RecordedRun>, preview?: Preview): Promise<void> {
    this.#isBeginning = true
    try {
      const recorded = await recordedOf()
      const { run, table } = await begun(recorded, preview, {
        ...this.#with,
        by: this.#options.by,
        connections: this.#connections,
        changed: this.#changed,
        keep: () => this.#past.keep(),
        onOver: () => this.#readings.clear(),
      })
      this.#readings.clear()
      this.#run = run
      this.#runTable = table
      if (preview !== undefined) preview.isBegun = true
      run.begin()
    } finally {
      this.#isBeginning = false
    }
  }

  async #lookForWaiting(): Promise<void> {
    const before = JSON.stringify(this.#waiting)
    this.#waiting = await waitingIn(this.#options.state)
    if (JSON.stringify(this.#waiting) !== before) this.#changed()
  }

  /** What changes by time alone: tokens end, servers may be asked again, others put plans into the queue. */
  #tick(): void {
    const states = this.#connections.all.map(({ state }) => state).join()
    if (states !== this.#states) this.#changed()
    this.#states = states
    for (const [key, { at }] of this.#readings) if (this.#now() - at > readingLives) this.#readings.delete(key)
    this.#run?.look()
    this.#ticks += 1
    if (this.#ticks % 10 === 0) void this.#lookForWaiting().catch(() => undefined)
  }
}
