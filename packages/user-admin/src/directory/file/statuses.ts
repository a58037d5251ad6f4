import { UserAdminError } from '../../errors.ts'
import { shown } from '../../identity/identity.ts'
import type { SourcePerson } from '../source.ts'
import { headingWord } from '../table.ts'
import { answers, yesOrNo } from '../yes-no.ts'

/**
 * What a file writes for each status; letter case does not count. What stands in none of the lists is never guessed at.
 * An empty text means an empty cell.
 */
export interface Statuses {
  readonly active?: readonly string[] | undefined
  readonly disabled?: readonly string[] | undefined
  readonly expired?: readonly string[] | undefined
  readonly deleted?: readonly string[] | undefined
}

type Status = SourcePerson['status']

const kinds = ['active', 'disabled', 'expired', 'deleted'] as const

/** Our own words, and the one of which the directories make a column; `inactive` is on leave in one, gone in another. */
const ours: Statuses = {
  active: ['active', 'enabled'],
  disabled: ['disabled'],
  expired: ['expired'],
  deleted: ['deleted'],
}

/** Columns whose yes means active; that of `terminated` means the reverse. */
const enabled = new Set(['enabled', 'accountenabled', 'isenabled', 'active', 'isactive'])

/** What the cells of a column of statuses mean. */
export class StatusWords {
  readonly #words: ReadonlyMap<string, Status>
  readonly #given: boolean

  /** @throws {UserAdminError} `invalid` for a status that there is not, and for a word with two meanings. */
  constructor(given: Statuses | undefined) {
    this.#given = given !== undefined
    const unknown = Object.keys(given ?? {}).find((key) => !kinds.some((kind) => kind === key))
    if (unknown !== undefined)
      throw new UserAdminError('invalid', `statuses has ${shown(unknown)}: it has lists of ${kinds.join(', ')}.`)
    const words = new Map<string, Status>()
    for (const kind of kinds) {
      const list: unknown = (given ?? ours)[kind] ?? []
      if (!Array.isArray(list) || !list.every((word): word is string => typeof word === 'string'))
        throw new UserAdminError('invalid', `statuses.${kind} is a list of texts: ['${kind}', …].`)
      for (const word of list) {
        const other = words.get(folded(word))
        if (other !== undefined && other !== kind)
          throw new UserAdminError('invalid', `statuses has ${shown(word)} for ${other} and for ${kind}: keep one.`)
        words.set(folded(word), kind)
      }
    }
    if (given !== undefined && words.size === 0)
      throw new UserAdminError('invalid', "statuses names no word of the file: { active: ['Active'], … }.")
    this.#words = words
  }

  /** The status that a cell says, or what is wrong with it. */
  read(cell: string, heading: string): Status | { readonly fault: string } {
    const status = this.#words.get(folded(cell))
    if (status !== undefined) return status
    const on = this.#isYesOrNo(heading) ? yesOrNo(cell) : undefined
    if (on !== undefined) return on ? 'active' : 'disabled'
    return { fault: cell === '' ? 'no status' : `the status ${shown(cell)}, which is in no list of statuses` }
  }

  /** Whether a cell says a status, and would say no other one if it went on. */
  isSure(cell: string, heading: string): boolean {
    const status = this.read(cell, heading)
    if (typeof status === 'object') return false
    const begin = spelled(cell)
    const words = [...this.#words.keys(), ...(this.#isYesOrNo(heading) ? answers : [])]
    return words.every((word) => !spelled(word).startsWith(begin) || this.read(word, heading) === status)
  }

  #isYesOrNo(heading: string): boolean {
    return !this.#given && enabled.has(headingWord(heading))
  }
}

const folded = (word: string): string => word.normalize('NFKC').trim().toLowerCase()

/** Letter by letter: an accent may be the next one. */
const spelled = (word: string): string => folded(word).normalize('NFKD')
