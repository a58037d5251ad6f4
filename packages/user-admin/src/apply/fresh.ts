import { addressesOf } from '../identity/identity.ts'
import type { Plan } from '../plan/plan.ts'
import type { Blocked, Kept, Step } from '../plan/step.ts'

/** One thing that a plan says of somebody. */
interface Said {
  readonly as: 'step' | 'blocked' | 'kept' | 'later'
  /** Absent where it is about every action. */
  readonly action?: Step['action']
  readonly reason: string
}

/** What plans of one scope say once a run is over, person by person. */
export class Fresh {
  readonly steps: readonly Step[]
  readonly blocked: readonly Blocked[]
  readonly kept: readonly Kept[]
  readonly #works: ReadonlySet<string>
  readonly #said = new Map<string, Said[]>()

  /** @param plans Of the same scope. */
  constructor(plans: readonly Plan[]) {
    this.steps = plans.flatMap(({ steps }) => steps)
    this.blocked = plans.flatMap(({ blocked }) => blocked)
    this.kept = plans.flatMap(({ kept }) => kept)
    this.#works = new Set(this.steps.flatMap(worksOf))
    for (const step of this.steps) this.#file(step, { as: 'step', action: step.action, reason: `${step.what}.` })
    for (const one of this.blocked) this.#file(one, { as: 'blocked', action: one.action, reason: one.reason })
    for (const one of this.kept) this.#file(one, { as: 'kept', reason: one.reason })
    for (const one of plans.flatMap(({ later }) => later)) this.#file(one, { as: 'later', reason: `${one.what}.` })
  }

  /** Whether the same would be done again, to the person under any id or address of the step. */
  planned(step: Step): boolean {
    return worksOf(step).some((name) => this.#works.has(name))
  }

  /** Why nobody can say from these plans that a step was done; `undefined` where nothing speaks against it. */
  doubt(step: Step): string | undefined {
    return peopleOf(step)
      .flatMap((name) => this.#said.get(name) ?? [])
      .find((said) => speaksAgainst(said, step))?.reason
  }

  #file(person: Named, said: Said): void {
    for (const name of peopleOf(person)) this.#said.set(name, [...(this.#said.get(name) ?? []), said])
  }
}

function speaksAgainst({ as, action }: Said, step: Step): boolean {
  switch (as) {
    case 'kept':
      return true
    case 'later':
      // That something waits for the person to accept shows the invitation, and nothing else.
      return step.action !== 'invite'
    case 'blocked':
      return action === step.action || (isTaking(action) && isTaking(step.action))
    case 'step':
      // Who is to be invited is not there, so nothing was done to them but, perhaps, taken. The same step is none to ask here.
      return action === 'invite' ? !isTaking(step.action) : isTaking(action) && isTaking(step.action)
    default:
      return as satisfies never
  }
}

const isTaking = (action: Step['action'] | undefined): boolean => action === 'remove' || action === 'suspend'

type Named = Pick<Step, 'email'> & { readonly [K in 'id' | 'aliases']?: Step[K] | undefined }

/** Everything that a person is known by. */
const peopleOf = ({ id, email, aliases = [] }: Named): readonly string[] => [
  ...(id === undefined ? [] : [`id ${id}`]),
  ...addressesOf({ email, aliases }).map((address) => `email ${address}`),
]

/** What a step does to whom, whatever the wording: once for the id and for each address, the id first. */
export const worksOf = (step: Step): readonly string[] => {
  const { action, deployments, team } = step
  const place = action === 'set-deployment-role' ? deployments?.[0]?.id : team?.id
  return peopleOf(step).map((name) => JSON.stringify([action, place, name]))
}
