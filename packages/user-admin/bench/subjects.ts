import type { Row } from './measure.ts'

/** Something that is measured, under a name of its own. */
export interface Subject {
  readonly name: string
  /** About how long, on two quiet cores with five rounds. */
  readonly takes: string
  readonly about: string
  /** Loaded when it is its turn: what one subject needs is no burden of another. */
  readonly measure: () => Promise<(rounds: number) => AsyncGenerator<Row>>
}

/** Everything that `pnpm bench` measures, in its order. */
export const subjects: readonly Subject[] = [
  {
    name: 'houston',
    takes: '20 s',
    about: 'one call of Houston, and 32 in flight',
    measure: async () => (await import('./houston.ts')).houston,
  },
  {
    name: 'aac',
    takes: '20 s',
    about: 'one call of AAC, and 32 in flight',
    measure: async () => (await import('./aac.ts')).aac,
  },
  {
    name: 'clear',
    takes: '5 min',
    about: 'a workspace of 2,000 people cleared, against a Python script',
    measure: async () => (await import('./clear.ts')).clear,
  },
  {
    name: 'limits',
    takes: '2 min',
    about: 'limits that are found, used and kept to: 600 a minute, and hidden ones that change',
    measure: async () => (await import('./limits.ts')).limits,
  },
  {
    name: 'list',
    takes: '4 min',
    about: 'lists of 100,000 people: time, memory, first person, break',
    measure: async () => (await import('./list.ts')).list,
  },
  {
    name: 'plan',
    takes: '1 min',
    about: 'plans over 10,000 people of each system, and of 100,000 rows',
    measure: async () => (await import('./plan.ts')).plan,
  },
  {
    name: 'growth',
    takes: '3 min',
    about: 'what a plan and a run cost a person, from 100 people to 100,000',
    measure: async () => (await import('./growth.ts')).growth,
  },
  {
    name: 'directory',
    takes: '2 min',
    about: 'directories of 100,000 people, read and matched in little memory',
    measure: async () => (await import('./directory.ts')).directory,
  },
  {
    name: 'audit',
    takes: '30 s',
    about: 'verification of a journal',
    measure: async () => (await import('./audit.ts')).audit,
  },
  {
    name: 'cold',
    takes: '20 s',
    about: 'cold processes that have one call answered, against bare Node (needs a build)',
    measure: async () => (await import('./cold.ts')).cold,
  },
  {
    name: 'help',
    takes: '10 s',
    about: 'user-admin --help, and that of a command, against bare Node (needs a build)',
    measure: async () => (await import('./help.ts')).help,
  },
  {
    name: 'bundle',
    takes: '5 s',
    about: 'sizes of the bundles against the first build (needs a build)',
    measure: async () => (await import('./bundle.ts')).bundle,
  },
  {
    name: 'install',
    takes: '10 s',
    about: 'what an installation brings, against others (needs a build)',
    measure: async () => (await import('./install.ts')).install,
  },
]
