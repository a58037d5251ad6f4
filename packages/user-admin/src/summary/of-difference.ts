import type { PlanDifference, StepChange } from '../plan/compare.ts'
import type { Step } from '../plan/step.ts'
import type { Block } from './paper.ts'
import { countedSteps, figure, peopleCount, who } from './words.ts'

/** What is other in a later plan: what an approval of the earlier one does not cover comes first. */
export function differenceBlocks(difference: PlanDifference): readonly Block[] {
  const { before, after, added, gone, changed, held, freed, blocked, kept, scopes, source, assets, also } = difference
  const { names } = difference
  const name = (key: string): string => names[key] ?? key
  const isMany = Object.keys(names).length > 1
  const at = (key: string): string => (isMany ? `${name(key)}: ` : '')
  // Most effects name their scope themselves.
  const effect = ({ scope, what }: Step): string => (what.includes(name(scope)) ? what : at(scope) + what)
  const list = (title: string, steps: readonly Step[]): Block => ({
    title: `${title} (${figure(steps.length)})`,
    items: steps.map(effect),
  })
  const whole = [
    ...(difference.goal ? ['The goal is another one.'] : []),
    ...(difference.policy ? ['The policy is another one: who is protected, or how much may be done unasked.'] : []),
    ...assets.map(({ scope }) => `Something else was decided about assets in ${name(scope)}.`),
    ...(source === null
      ? []
      : [`The directory was read anew: ${read(source.before)} before, ${read(source.after)} now.`]),
    ...(also.length === 0 ? [] : [`Other than before as well: ${also.join(', ')}.`]),
  ]
  return [
    {
      main: true,
      title: difference.same ? 'The plans are the same' : 'The plans differ',
      lead: difference.same
        ? []
        : [
            `${counted(added, 'new')}; ${counted(gone, 'gone')}; ${changed.length === 0 ? 'none changed' : `${changed.length} changed`}`,
          ],
      items: whole,
    },
    { title: `Scopes that are new (${scopes.added.length})`, items: scopes.added.map(({ key }) => name(key)) },
    { title: `Scopes that are gone (${scopes.gone.length})`, items: scopes.gone.map(({ key }) => name(key)) },
    list('New', added),
    list('Gone', gone),
    {
      title: `Changed (${changed.length})`,
      items: changed.map((one) =>
        one.before.what === one.after.what
          ? `${effect(one.after)}: ${others(one)}`
          : `${effect(one.after)}, where it was: ${one.before.what}`,
      ),
    },
    {
      title: `Held back now (${held.length})`,
      items: held.map(({ step, by }) => `${effect(step)}: by ${by.join(', ')}`),
    },
    {
      title: `Held back no longer by these guards (${freed.length})`,
      items: freed.map(({ step, from }) => `${effect(step)}: by ${from.join(', ')}`),
    },
    {
      title: `Cannot be done any more (${blocked.added.length})`,
      items: blocked.added.map((one) => `${at(one.scope)}${one.action} ${who(one)}: ${one.reason} ${one.remedy}`),
    },
    {
      title: `Not blocked any more (${blocked.gone.length})`,
      items: blocked.gone.map((one) => `${at(one.scope)}${one.action} ${who(one)}: ${one.reason}`),
    },
    {
      title: `Left alone now (${kept.added.length})`,
      items: kept.added.map((one) => `${at(one.scope)}${who(one)}: ${one.reason}`),
    },
    {
      title: `Left alone no longer (${kept.gone.length})`,
      items: kept.gone.map((one) => `${at(one.scope)}${who(one)}: ${one.reason}`),
    },
    { facts: [`Plan id ${before} before`, `Plan id ${after} now`] },
  ]
}

const counted = (steps: readonly Step[], what: string): string =>
  steps.length === 0 ? `none ${what}` : `${what}: ${countedSteps(steps)}`

/** A step's mark is nobody's to read. */
const others = ({ fields }: StepChange): string =>
  fields.map((field) => (field === 'mark' ? 'another membership' : `other ${field}`)).join(', ')

function read(source: { readonly name: string; readonly people: number; readonly digest?: string } | null): string {
  if (source === null) return 'no directory'
  return `${peopleCount(source.people)} of ${source.name}${source.digest === undefined ? '' : ` (${source.digest.slice(0, 12)})`}`
}
