import type { Connection, PersonRow, Preview, Run, View } from '../src/console/protocol.ts'

/** The time of every scene. */
const now: number = Date.UTC(2027, 0, 31, 9, 30)

const names = ['spring-class', 'summer-lab', 'statistics-101', 'finance-research', 'alumni-pilot']

/** Five workspaces: one with a lone token, one whose pair was renewed. */
export const ready: readonly Connection[] = names.map((workspace, index) => ({
  id: `c${index}`,
  system: 'aac',
  state: 'ready',
  workspace,
  region: index === 3 ? 'eu1' : 'us1',
  caller: 'ines.ortega@example.edu',
  people: [212, 96, 148, 31, 13][index] ?? 0,
  isRenewed: index !== 2,
  isSpent: index === 1,
  mayChange: true,
  ...(index === 2 ? { ends: now + 250_000 } : {}),
}))

/** Each way in which a token can be of no use. */
export const troubled: readonly Connection[] = (
  ['checking', 'expired', 'refused', 'cut', 'foreign', 'duplicate', 'unreachable', 'needs-address', 'spent'] as const
).map((state, index) => ({
  id: `t${index}`,
  system: state === 'needs-address' ? 'houston' : 'aac',
  state,
  isRenewed: false,
  isSpent: false,
  ...(state === 'needs-address' || state === 'cut' ? {} : { region: state === 'foreign' ? 'au1' : 'us1' }),
  ...(state === 'expired' || state === 'duplicate' ? { workspace: 'spring-class' } : {}),
}))

/** A page that was just opened. */
export const empty: View = {
  version: 1,
  now,
  connections: [],
  lastTime: [],
  choices: { text: '', admins: false, onlyMe: false, rest: 'suspend' },
  unfinished: [],
  waiting: [],
}

/** All that can wait when the page is opened. */
export const waiting: Partial<View> = {
  connections: [...ready, ...troubled],
  lastTime: [
    { name: 'winter-class', system: 'aac', region: 'us1' },
    { name: 'Team Analytics', system: 'houston' },
  ],
  unfinished: [
    { kind: 'run', id: 'u1', at: now - 86_400_000, people: 41, needs: ['winter-class'] },
    { kind: 'removal', id: 'u2', at: now - 40 * 86_400_000, on: '2027-01-31', people: 96, needs: [] },
    { kind: 'undo', id: 'u3', at: now - 2 * 86_400_000, people: 12, needs: [] },
  ],
  waiting: [
    {
      plan: 'p1',
      since: now - 3_600_000,
      by: 'nightly@example.edu',
      why: ['per-run', 'rolling'],
      go: 37,
      who: ['ana.almeida@example.edu', 'luis.castillo@example.edu'],
      workspaces: ['summer-lab', 'statistics-101'],
    },
  ],
}

/** Choices as somebody would make them. */
export const chosen: Partial<View> = {
  connections: ready,
  choices: {
    text: 'ines.ortega@example.edu\nTim Berg <tim.berg@example.edu>; lena.fromm@example.edu\n@staff.example.edu\nnobody at all',
    admins: true,
    onlyMe: false,
    rest: 'suspend-then-remove',
    removeOn: '2027-02-28',
    assets: { transferTo: 'ines.ortega@example.edu' },
    understood: { entries: 4, not: ['nobody at all'] },
  },
}

const given = ['Ana', 'Ben', 'Chloé', 'Dmitri', 'Elif', 'Farid', 'Grace', 'Hannah', 'Ivo', 'Jun', 'Karla', 'Luis']
const family = ['Almeida', 'Berg', 'Castillo', 'Dubois', 'Eriksen', 'Fischer', 'Gupta', 'Haddad', 'Ito', 'Jansen']
const fates: readonly (readonly [PersonRow['fate'], string])[] = [
  ['suspend', 'not-listed'],
  ['suspend', 'not-listed'],
  ['keep', 'protected'],
  ['suspend', 'not-listed'],
  ['suspend', 'not-listed'],
  ['suspend', 'not-listed'],
  ['held', 'guard:admins'],
  ['suspend', 'not-listed'],
  ['still-in', 'group'],
  ['suspend', 'not-listed'],
]

/** As many people as asked for. */
export const crowd = (count: number): readonly PersonRow[] =>
  Array.from({ length: count }, (_, index): PersonRow => {
    const name = `${given[index % given.length]} ${family[Math.floor(index / 3) % family.length]}`
    const [fate, why] = fates[index % fates.length] ?? ['keep', 'protected']
    return {
      person: `p${index}`,
      workspace: names[index % names.length] ?? '',
      email: `${name.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '').replace(' ', '.')}${index}@example.edu`,
      ...(index % 17 === 5 ? {} : { name }),
      status: index % 23 === 4 ? 'invited' : index % 31 === 7 ? 'suspended' : 'active',
      admin: fate === 'held',
      seen: now - (index % 200) * 86_400_000,
      fate,
      why,
      ...(why === 'group' ? { with: ['All students'] } : {}),
      isExcepted: false,
    }
  })

/** Everybody is read. */
export const preview: Preview = {
  id: 'v1',
  kind: 'choices',
  count: 466,
  state: 'ready',
  workspaces: ready.map(({ id, workspace = '', people = 0 }, index) => ({
    connection: id,
    name: workspace,
    keep: 4,
    go: people - 8,
    held: 2,
    stillIn: 2,
    back: 0,
    takes: 40 * 60_000,
    ...(index === 4 ? { failure: { problem: 'unavailable', says: 'HTTP 503' } } : {}),
  })),
  totals: { keep: 21, go: 466, held: 8, stillIn: 5, back: 0 },
  typos: [
    { entry: 'tim.berk@example.edu', nearest: ['tim.berg@example.edu', 'tim.beck@example.edu'] },
    { entry: 'someone.else@example.org', nearest: [] },
  ],
  takes: 40 * 60_000,
  cannotBeUndone: ['assets', 'invitations'],
  isNearlyAll: true,
  changes: { joined: 3, left: 12 },
  needs: ['typos'],
}

/** The same, with nothing left to settle. */
export const settled: Preview = { ...preview, typos: [], needs: [] }

/** Under way: one workspace waits for a token. */
export const running: Run = {
  id: 'r1',
  preview: 'v1',
  kind: 'choices',
  state: 'running',
  finished: 187,
  total: 466,
  left: 24 * 60_000,
  workspaces: ready.slice(0, 4).map(({ id, workspace = '', people = 0 }, index) => ({
    connection: id,
    name: workspace,
    finished: [120, 67, 0, 23][index] ?? 0,
    total: people - 8,
    failed: index === 1 ? 2 : 0,
    state: index === 2 ? 'waiting-for-token' : index === 3 ? 'done' : 'running',
    ...(index === 3 ? { remaining: 0 } : {}),
  })),
  counts: {},
  mayUndo: false,
}

/** Over, and nobody is left. */
export const done: Run = {
  ...running,
  state: 'done',
  finished: 466,
  workspaces: running.workspaces.map((one) => ({
    ...one,
    finished: one.total,
    failed: 0,
    state: 'done',
    remaining: 0,
  })),
  counts: { done: 460, unchanged: 4, skipped: 2 },
  remaining: 0,
  mayUndo: true,
}

/** Nobody at all. */
export const noTotals: Preview['totals'] = { keep: 0, go: 0, held: 0, stillIn: 0, back: 0 }

/** Each way in which a workspace of a run can come to a halt. */
export const brokenLegs: Run['workspaces'] = running.workspaces.map((one, index) => ({
  ...one,
  ...(
    [
      { state: 'waiting-for-server' },
      { state: 'failed', failed: 5, failure: { problem: 'stopped', says: 'Five in a row failed.' } },
      { state: 'stopped', remaining: 12 },
      { state: 'failed', failure: { problem: 'unavailable', says: 'HTTP 503' } },
    ] as const
  )[index],
}))
