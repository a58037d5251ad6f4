import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { complete, memoryState, type Signalled, type SourcePerson, type State } from '../src/index.ts'
import { openState } from '../src/node.ts'

const at = (day: number): string => new Date(Date.UTC(2026, 10, day, 2)).toISOString()
const ana: SourcePerson = { id: '1', email: 'ana@example.edu', status: 'active', name: 'Ana' }
const bo: SourcePerson = { id: '2', email: 'bo@example.edu', status: 'active' }
const folders: string[] = []
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true })
})

/** A state that is told of a reading each day. */
async function told(state: State, ...days: readonly (readonly SourcePerson[])[]): Promise<readonly Signalled[]> {
  for (const [index, people] of days.entries()) await tell(state, index + 1, people)
  return await signals(state)
}
async function tell(state: State, day: number, people: readonly SourcePerson[]): Promise<void> {
  const snapshot = await complete({ source: 'corp', people, proof: 'Counted.', readAt: at(day) })
  if (snapshot.kind === 'complete') await state.record({ kind: 'snapshot', snapshot })
}
async function signals(state: State): Promise<readonly Signalled[]> {
  const rows: Signalled[] = []
  for await (const row of state.journal.rows()) if (row.kind === 'signal') rows.push(row)
  return rows
}
const inMemory = async (): Promise<State> => memoryState()
const onDisk = async (): Promise<State> => {
  const folder = await mkdtemp(join(tmpdir(), 'user-admin-signals-'))
  folders.push(folder)
  return await openState({ folder })
}

describe.each([
  ['memory', inMemory],
  ['a database', onDisk],
])('signals in %s', (_name, open) => {
  it.each<[string, readonly (readonly SourcePerson[])[], readonly unknown[]]>([
    ['nothing of a first reading', [[ana, { ...bo, status: 'disabled' }]], []],
    [
      'nothing of the same people',
      [
        [ana, bo],
        [bo, ana],
      ],
      [],
    ],
    [
      'who is disabled',
      [
        [ana, bo],
        [ana, { ...bo, status: 'disabled' }],
      ],
      [['2', 'disabled', at(1), at(2)]],
    ],
    [
      'who expired',
      [
        [ana, bo],
        [ana, { ...bo, status: 'expired' }],
      ],
      [['2', 'expired', at(1), at(2)]],
    ],
    ['who is not there', [[ana, bo], [ana, bo], [ana]], [['2', 'absent', at(2), at(3)]]],
    [
      'who left once, whatever becomes of the record',
      [[ana, bo], [ana, { ...bo, status: 'disabled' }], [ana], [ana, { ...bo, status: 'deleted' }]],
      [['2', 'disabled', at(1), at(2)]],
    ],
    [
      'who is back',
      [
        [ana, bo],
        [ana, { ...bo, status: 'disabled' }],
        [ana, bo],
      ],
      [
        ['2', 'disabled', at(1), at(2)],
        ['2', 'back', at(2), at(3)],
      ],
    ],
    [
      'who is back after an absence',
      [[ana, bo], [ana], [ana, bo]],
      [
        ['2', 'absent', at(1), at(2)],
        ['2', 'back', at(2), at(3)],
      ],
    ],
    ['nobody who is new, or renamed', [[ana], [{ ...ana, email: 'anna@example.edu' }, bo]], []],
  ])('tell %s', async (_what, days, said) => {
    using state = await open()
    expect(
      (await told(state, ...days)).map(({ person, change, before, told: then }) => [person.id, change, before, then]),
    ).toEqual(said)
  })

  it('say nothing of a reading that is told late', async () => {
    using state = await open()
    await told(state, [ana, bo])
    await tell(state, 3, [ana, { ...bo, status: 'disabled' }])
    await tell(state, 2, [ana])
    expect((await signals(state)).map(({ change }) => change)).toEqual(['disabled'])
  })

  it('hold every address that the person was known by, and since when by the word of the source', async () => {
    using state = await open()
    const since = at(1)
    const [row] = await told(
      state,
      [{ ...ana, upn: 'ana@corp.example' }, bo],
      [{ id: '1', status: 'deleted', since }, bo],
    )
    expect(row).toMatchObject({ email: 'ana@example.edu', aliases: ['ana@corp.example'], name: 'Ana', since })
  })

  it('believe no source that somebody left at a time that is still to come', async () => {
    using state = await open()
    const [row] = await told(state, [ana, bo], [ana, { ...bo, status: 'disabled', since: at(20) }])
    expect([row?.change, row?.since]).toEqual(['disabled', undefined])
  })
})
