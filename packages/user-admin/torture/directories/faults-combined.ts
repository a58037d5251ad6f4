import { except, intersection, union } from '../../src/directory/combining.ts'
import type { Source } from '../../src/index.ts'
import { hired, type Person } from './company.ts'
import type { Fault, Ground, Rig } from './fault.ts'
import { entraFaults } from './faults-entra.ts'
import { fileFaults } from './faults-file.ts'
import { ldapFaults } from './faults-ldap.ts'
import { listFaults, listRig } from './faults-list.ts'

type Makeup = 'union' | 'intersection' | 'except'

/** People of another firm, who are left out of the company. */
const contractors: readonly Person[] = Array.from({ length: 12 }, (_, index) => ({
  ...hired(500 + index, { hasAlias: false, hasLogin: false, guest: false, depth: 0 }),
}))

/** Of two sources, one or both of which go wrong. */
async function openRig(makeup: Makeup, broken: readonly Fault[], ground: Ground): Promise<Rig> {
  const rigs = await Promise.all(broken.map((fault) => fault.open(ground)))
  const [one, other = listRig('payroll', ground, (people) => people)] = rigs
  if (one === undefined) throw new Error('a fault is needed')
  const { now } = ground
  const sources: readonly [Source, Source] = [one.source, other.source]
  const made: Readonly<Record<Makeup, () => Source>> = {
    union: () => union('company', sources, { now }),
    intersection: () => intersection('company', sources.toReversed(), { now }),
    // A list of exceptions that is lost would bring them all in.
    except: () => except('company', other.source, [one.source], { now }),
  }
  return {
    source: made[makeup](),
    show: async (people) => {
      await one.show(makeup === 'except' ? contractors : people)
      await other.show(people)
    },
    strike: async () => {
      for (const rig of rigs) await rig.strike()
    },
    mend: async () => {
      for (const rig of rigs) await rig.mend()
    },
    bit: () => rigs.every((rig) => rig.bit()),
    [Symbol.asyncDispose]: async () => {
      for (const rig of [one, other]) await rig[Symbol.asyncDispose]()
    },
  }
}

function named(all: readonly Fault[], name: string): Fault {
  const fault = all.find((one) => one.name === name)
  if (fault === undefined) throw new Error(`there is no fault ${name}`)
  return fault
}

const kinds: Readonly<Record<Makeup, string>> = {
  union: 'a union',
  intersection: 'an intersection',
  except: 'an exception',
}

/** @param says Where it is said otherwise than by the source alone. */
const combined = (makeup: Makeup, broken: readonly Fault[], says?: RegExp): Fault => ({
  source: kinds[makeup],
  name: broken.map(({ source, name }) => `${source}: ${name}`).join('; '),
  says: says ?? new RegExp(broken.map(({ says: own }) => `(?=.*(?:${own.source}))`).join(''), 'isu'),
  ends: 'stopped',
  open: (ground) => openRig(makeup, broken, ground),
})

const csv = fileFaults.filter(({ source }) => source === 'CSV')
const each = (makeup: Makeup): readonly Fault[] => [
  ...[
    named(ldapFaults, 'size limit'),
    named(ldapFaults, 'a replica that lags behind'),
    named(ldapFaults, 'a wrong password'),
    named(ldapFaults, 'the group deleted'),
    named(entraFaults, 'the last page 400'),
    named(entraFaults, '429 for ever'),
    named(entraFaults, 'an empty 200'),
    named(csv, 'cut within a row'),
    named(csv, 'in Windows-1252'),
    named(csv, 'missing'),
    named(listFaults, 'half of the people'),
    named(listFaults, 'everybody under a new id'),
  ].map((fault) => combined(makeup, [fault])),
  combined(
    makeup,
    [named(csv, 'only its heading')],
    /company is put together of .*hr.* holds nobody|hr: .*nobody|hr .*nobody/u,
  ),
  combined(makeup, [named(csv, 'cut within a row'), named(ldapFaults, 'size limit')]),
  combined(makeup, [named(entraFaults, 'the group deleted'), named(csv, 'missing')]),
]

/** What goes wrong with a part goes wrong with the whole. */
export const combinedFaults: readonly Fault[] = [...each('union'), ...each('intersection'), ...each('except')]
