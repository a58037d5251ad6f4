import type { PlanDifference } from '../plan/compare.ts'
import type { Step } from '../plan/step.ts'
import type { Block } from './paper.ts'
import { countedSteps, namesOf, who } from './words.ts'

/** What is other in a later plan: what an approval of the earlier one does not cover comes first. */
export function differenceBlocks(difference: PlanDifference): readonly Block[] {
  const { before, after, added, gone, changed, held, freed, blocked, kept, scopes, source, assets, also } = difference
  const name = namesOf([...scopes.added, ...scopes.gone])
  const whole = [
    ...(difference.goal ? ['The goal is another one.'] : []),
    ...(difference.policy ? ['The policy is another one: who is protected, or how much may be done unasked.'] : []),
    ...assets.map(({ scope }) => `Something else was decided about assets in ${scope}.`),
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
          ? `${one.after.what}: other ${one.fields.join(', ')}`
          : `${one.after.what}, where it was: ${one.before.what}`,
      ),
    },
    {
      title: `Held back now (${held.length})`,
      items: held.map(({ step, by }) => `${step.what}: by ${by.join(', ')}`),
    },
    {
      title: `Held back no longer by these guards (${freed.length})`,
      items: freed.map(({ step, from }) => `${step.what}: by ${from.join(', ')}`),
    },
    {
      title: `Cannot be done any more (${blocked.added.length})`,
      items: blocked.added.map((one) => `${one.action} ${who(one)}: ${one.reason} ${one.remedy}`),
    },
    {
      title: `Not blocked any more (${blocked.gone.length})`,
      items: blocked.gone.map((one) => `${one.action} ${who(one)}: ${one.reason}`),
    },
    {
      title: `Left alone now (${kept.added.length})`,
      items: kept.added.map((one) => `${who(one)}: ${one.reason}`),
    },
    {
      title: `Left alone no longer (${kept.gone.length})`,
      items: kept.gone.map((one) => `${who(one)}: ${one.reason}`),
    },
    { facts: [`Plan id ${before} before`, `Plan id ${after} now`] },
  ]
}

const counted = (steps: readonly Step[], what: string): string =>
  steps.length === 0 ? `none ${what}` : `${what}: ${countedSteps(steps)}`

const list = (title: string, steps: readonly Step[]): Block => ({
  title: `${title} (${steps.length})`,
  items: steps.map(({ what }) => what),
})

function read(source: { readonly name: string; readonly people: number; readonly digest?: string } | null): string {
  if (source === null) return 'no directory'
  return `${source.people} people of ${source.name}${source.digest === undefined ? '' : ` (${source.digest.slice(0, 12)})`}`
}
