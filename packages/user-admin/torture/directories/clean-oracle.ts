import { strict as assert } from 'node:assert'
import type { Plan } from '../../src/index.ts'
import type { CleanWorld, Company, Makeup } from './clean-world.ts'
import type { Person } from './company.ts'
import type { Account, Effect } from './places.ts'
import type { Shown } from './shown.ts'

const hour = 3_600_000

/** How somebody stands by everything that is read: `marked`: it says that they left; `absent`: it does not name them. */
type Fate = 'here' | 'marked' | 'absent'

/** What was judged, so that a torture in which nothing happens shows. */
export interface CleanTally {
  worlds: number
  ticks: number
  removed: number
  suspended: number
  /** Leavers who still get in, by how they are told of. */
  held: number
  listed: number
  /** Leavers whose address somebody else has by now. */
  inherited: number
  /** Readings that a guard stopped for how much they shrank. */
  stopped: number
}

export const noCleanTally = (): CleanTally => ({
  worlds: 0,
  ticks: 0,
  removed: 0,
  suspended: 0,
  held: 0,
  listed: 0,
  inherited: 0,
  stopped: 0,
})

/** What is so after one run. */
export interface Ran {
  readonly plan: Plan
  readonly effects: readonly Effect[]
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly accounts: readonly Account[]
  readonly canEnter: (account: Account) => boolean
  /** Whose account nobody may touch yet. */
  readonly isExempt: (account: Account) => boolean
}

/** Says what may and what must have happened, of the truth alone: it knows no reading, no rule and no plan before. */
export class Oracle {
  readonly #company: Company
  readonly #makeup: Makeup
  readonly #action: CleanWorld['action']
  readonly #shown: Pick<Shown, 'shows' | 'keepsDeleted'>
  readonly #tally: CleanTally
  /** Readings without somebody, in a row. */
  readonly #missed = new Map<number, { readonly since: number; readings: number }>()
  /** Who was ever here. */
  readonly #here = new Set<number>()
  /** Accounts whose human was seen under one of their addresses. */
  readonly #seen = new Set<Account>()

  constructor(
    company: Company,
    { makeup, action }: CleanWorld,
    shown: Pick<Shown, 'shows' | 'keepsDeleted'>,
    tally: CleanTally,
  ) {
    this.#company = company
    this.#shown = shown
    this.#makeup = makeup
    this.#action = action
    this.#tally = tally
  }

  /** Throws what was wrong with a run. */
  judge(ran: Ran): void {
    this.#tally.ticks += 1
    for (let human = 0; human < this.#company.humans; human += 1) {
      if (this.#fate(human) === 'here') this.#here.add(human)
      if (this.#fate(human) !== 'absent') this.#missed.delete(human)
      else {
        const missed = this.#missed.get(human) ?? { since: ran.at, readings: 0 }
        missed.readings += 1
        this.#missed.set(human, missed)
      }
    }
    for (const effect of ran.effects) this.#mayBe(effect, ran)
    for (const account of ran.accounts) this.#mustBe(account, ran)
    // Of who is exempt no id is remembered.
    for (const account of ran.accounts) if (!ran.isExempt(account) && this.#isSeen(account)) this.#seen.add(account)
  }

  #isSeen(account: Account): boolean {
    const { human } = account
    if (human === undefined || this.#fate(human) !== 'here') return false
    return this.#records(human).some((one) => isHere(one) && this.#leads(one, account))
  }

  /** Whether an address that is still shown of a person is one of the account. */
  #leads(person: Person, { email, also }: Account): boolean {
    const own = new Set([email, ...also])
    if (person.standing === 'deleted' && !this.#shown.keepsDeleted) return false
    return this.#shown.shows(person).some((address) => own.has(address))
  }

  #mayBe({ account, did, operation, target }: Effect, { at, isExempt }: Ran): void {
    assert(did !== 'something else', `${target}: ${operation} was called`)
    assert(account?.human !== undefined, `${target} was ${did}, and is nobody of the company`)
    const fate = this.#fate(account.human)
    const who = `${target} (human ${account.human}, ${fate}, ${account.place})`
    assert(!isExempt(account), `${who} was ${did}, and is exempt`)
    assert(fate !== 'here', `${who} was ${did}, and did not leave`)
    const heir = this.#heir(account)
    assert(heir === undefined, `${who} was ${did}, and human ${heir?.human} has that address by now`)
    if (did === 'suspended') {
      this.#tally.suspended += 1
      return
    }
    this.#tally.removed += 1
    assert(fate === 'marked' || this.#isConfirmed(account.human, at), `${who} was removed before a second reading`)
  }

  #mustBe(account: Account, ran: Ran): void {
    const { human } = account
    if (human === undefined || this.#fate(human) === 'here' || !ran.canEnter(account)) return
    if (this.#heir(account) !== undefined) {
      this.#tally.inherited += 1
      return
    }
    const said = saidOf(account, ran.plan)
    if (said === undefined && this.#isMixed(human)) return
    const who = `${account.email} (human ${human}, ${this.#fate(human)}, ${account.place})`
    assert(said !== undefined, `${who} left, still gets in, and the plan does not say so`)
    if (said === 'held') this.#tally.held += 1
    else if (this.#here.has(human)) this.#tally.listed += 1
    // Where nothing is in doubt, a list is not enough.
    if (said === 'listed' && this.#isPlain(account, ran))
      assert.fail(`${who} left, was known, is like nobody else, and is only listed: ${toldOf(account, ran.plan)}`)
  }

  /** Nobody could take this account, or its human, for anybody else's. */
  #isPlain(account: Account, { accounts, isExempt }: Ran): boolean {
    const { human, place } = account
    if (human === undefined || isExempt(account) || !this.#seen.has(account) || this.#isMixed(human)) return false
    if (this.#action === 'suspend' && place.startsWith('houston')) return false
    const mine = this.#records(human)
    // Of two directories that both know somebody, no id is remembered: only an address leads to them.
    const isTwo = this.#makeup === 'union' && this.#company.home(human) === 'both'
    if (isTwo && !mine.some((one) => this.#leads(one, account))) return false
    return !accounts.some(
      (other) => other !== account && other.place === place && mine.some((one) => bears(one, other)),
    )
  }

  /** Somebody else shares, or shared, an address with this person. */
  #isMixed(human: number): boolean {
    const mine = new Set(this.#records(human).flatMap(addresses))
    return this.#company.people.some((one) => one.human !== human && addresses(one).some((each) => mine.has(each)))
  }

  /** Who is here and has an address of this account that its own human had. */
  #heir(account: Account): Person | undefined {
    return this.#company.people.find(
      (one) => one.human !== account.human && isHere(one) && this.#isRead(one.human) && bears(one, account),
    )
  }

  #isConfirmed(human: number, at: number): boolean {
    const missed = this.#missed.get(human)
    return missed !== undefined && missed.readings >= 2 && at - missed.since >= 24 * hour
  }

  #records(human: number): readonly Person[] {
    return this.#company.people.filter((one) => one.human === human)
  }

  #isRead(human: number): boolean {
    const home = this.#company.home(human)
    if (this.#makeup === 'union') return true
    if (this.#makeup === 'one') return home !== 'second'
    if (this.#makeup === 'intersection') return home === 'both'
    return home === 'first' && !this.#isExcepted(human)
  }

  /** An exception is made of whoever has an address of somebody on its list, though it be a mailbox of two. */
  #isExcepted(human: number): boolean {
    const mine = new Set(this.#records(human).flatMap((one) => this.#shown.shows(one)))
    return this.#company
      .of('second')
      .some((one) => isShown(one) && this.#shown.shows(one).some((address) => mine.has(address)))
  }

  #fate(human: number): Fate {
    const standings = this.#isRead(human) ? this.#records(human).map(({ standing }) => standing) : []
    if (standings.includes('active')) return 'here'
    return standings.some((one) => one !== 'gone' && one !== 'outside') ? 'marked' : 'absent'
  }
}

const isShown = ({ standing }: Person): boolean => standing !== 'gone' && standing !== 'outside'
const isHere = ({ standing }: Person): boolean => standing === 'active'
/** Every address that a directory may have of somebody. */
export const addresses = ({ mail, aliases, upn }: Person): readonly string[] => [mail, ...aliases, upn]
const bears = (person: Person, { email, also }: Account): boolean =>
  [email, ...also].some((address) => addresses(person).includes(address))

/** How a plan speaks of an account. */
function saidOf(account: Account, plan: Plan): 'held' | 'listed' | undefined {
  const isOf = ({ scope, email }: { readonly scope: string; readonly email: string }): boolean =>
    keyOf(account, plan) === scope && [account.email, ...account.also].includes(email)
  if (plan.steps.some((step) => isOf(step) && step.heldBy.length > 0)) return 'held'
  const exempt = (plan as Plan & { readonly exempt?: Plan['unmatched'] }).exempt ?? []
  return [...plan.kept, ...plan.unmatched, ...plan.blocked, ...exempt].some(isOf) ? 'listed' : undefined
}

function toldOf({ email }: Account, plan: Plan): string {
  const rows = [...plan.kept, ...plan.unmatched, ...plan.blocked].filter((row) => row.email === email)
  return JSON.stringify(rows)
}

/** The key of a workspace in a plan. */
function keyOf({ place }: Pick<Account, 'place'>, plan: Plan): string | undefined {
  const [system = '', number = ''] = place.split('-')
  return plan.scopes.find(
    ({ scope }) =>
      scope.system === system && scope.id === (system === 'aac' ? `${100 + Number(number)}` : `ws${number}`),
  )?.key
}
