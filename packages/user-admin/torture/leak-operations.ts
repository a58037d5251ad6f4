import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type State, UserAdminError } from '../src/index.ts'
import { openState } from '../src/node.ts'

type Event =
  | 'backup'
  | 'database deleted'
  | 'database deleted in use'
  | 'folder deleted'
  | 'database restored'
  | 'database restored in use'
  | 'database written over'
  | 'folder restored elsewhere'

/** What may befall the state, and how often in a half hour. */
const events: readonly (readonly [Event, number])[] = [
  ['backup', 1 / 24],
  ['database deleted', 1 / 2500],
  ['database deleted in use', 1 / 2500],
  ['folder deleted', 1 / 4000],
  ['database restored', 1 / 1500],
  ['database restored in use', 1 / 1500],
  ['database written over', 1 / 1500],
  ['folder restored elsewhere', 1 / 2000],
]

/** Whoever looks after the machine: three handles on one state, and what becomes of its files. */
export class Operations {
  readonly #root: string
  readonly #random: () => number
  readonly #often: number
  readonly #now: () => number
  readonly #backups: string[] = []
  #folder: string
  #count = 0
  states: State[] = []
  /** Some of what was remembered is gone, and nobody has looked since. */
  isGone = false

  constructor(root: string, random: () => number, often: number, now: () => number) {
    this.#often = often
    this.#root = root
    this.#random = random
    this.#now = now
    this.#folder = join(root, 'state')
  }

  async open(): Promise<void> {
    for (let handle = 0; handle < 3; handle++)
      this.states.push(await openState({ folder: this.#folder, now: this.#now }))
  }

  close(): void {
    for (const state of this.states.splice(0)) state.close()
  }

  async reopen(): Promise<void> {
    this.close()
    try {
      await this.open()
    } catch (error) {
      if (!(error instanceof UserAdminError)) throw error
      // What cannot be opened is moved away, as the error says.
      this.#gone(...this.#files)
      await this.open()
    }
  }

  /** A run was refused: where the files were changed under it, everybody opens them again. */
  async mend(error: unknown): Promise<void> {
    if (!(error instanceof UserAdminError)) throw error
    if (error.problem === 'unavailable') await this.reopen()
    else if (error.problem !== 'conflict') throw error
  }

  /** Perhaps something happens; answers with what. */
  async befall(): Promise<Event | undefined> {
    const [what] = events.find(([, share]) => this.#random() < share * this.#often) ?? []
    const backup = this.#backups[Math.floor(this.#random() * this.#backups.length)]
    const database = this.#file('state.db')
    switch (what) {
      case 'backup':
        this.close()
        this.#backup()
        break
      case 'database deleted':
        this.close()
        this.#gone(database)
        break
      case 'database deleted in use':
        this.#gone(...this.#files)
        return what
      case 'folder deleted':
        this.close()
        this.#gone(this.#folder)
        break
      case 'database restored':
      case 'database restored in use':
      case 'database written over':
      case 'folder restored elsewhere':
        if (backup === undefined) return undefined
        return await this.#restore(what, backup)
      case undefined:
        return undefined
      default:
        return what satisfies never
    }
    await this.open()
    return what
  }

  async #restore(what: Event, backup: string): Promise<Event> {
    const isInUse = what.endsWith('in use')
    if (!isInUse) this.close()
    if (what === 'folder restored elsewhere') {
      this.#count += 1
      this.#folder = join(this.#root, `elsewhere-${this.#count}`)
      cpSync(backup, this.#folder, { recursive: true })
    } else if (what === 'database written over' && existsSync(this.#file('state.db'))) {
      writeFileSync(this.#file('state.db'), readFileSync(join(backup, 'state.db')))
    } else {
      mkdirSync(this.#folder, { recursive: true })
      cpSync(join(backup, 'state.db'), this.#file('copy'))
      if (isInUse) this.#gone(...this.#files.slice(1))
      renameSync(this.#file('copy'), this.#file('state.db'))
    }
    this.isGone = true
    if (!isInUse) await this.open()
    return what
  }

  #backup(): void {
    if (!existsSync(this.#file('state.db'))) return
    this.#count += 1
    const backup = join(this.#root, `backup-${this.#count}`)
    mkdirSync(backup)
    for (const name of ['state.db', 'head.json']) cpSync(this.#file(name), join(backup, name))
    this.#backups.push(backup)
    const old = this.#backups.length > 12 ? this.#backups.shift() : undefined
    if (old !== undefined) rmSync(old, { recursive: true })
  }

  #gone(...files: readonly string[]): void {
    for (const file of files) rmSync(file, { recursive: true, force: true })
    this.isGone = true
  }

  get #files(): readonly string[] {
    return ['state.db', 'state.db-wal', 'state.db-shm'].map((name) => this.#file(name))
  }

  #file(name: string): string {
    return join(this.#folder, name)
  }
}
