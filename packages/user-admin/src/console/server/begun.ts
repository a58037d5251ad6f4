import type { Result } from '../../apply/step.ts'
import type { State } from '../../state.ts'
import type { Connections } from './connections.ts'
import type { RecordedLeg, RecordedRun } from './notebook.ts'
import type { PlannedWith } from './planning.ts'
import type { Preview } from './preview.ts'
import { rowId, rowsOf } from './rows.ts'
import { outcomeOf, pickedUp, Running, type RunningOptions } from './running.ts'
import { Table } from './table.ts'

/** What is approved of a preview, kept by the state: a workspace in which nothing is to be done is none of it. */
export async function legsOf(preview: Preview, state: State): Promise<readonly RecordedLeg[]> {
  const legs: RecordedLeg[] = []
  for (const part of preview.parts) {
    const { connection, key, name, releases } = part
    const approved = await preview.approvedOf(part)
    if (approved === undefined || approved.steps.length === 0) continue
    await state.keep(approved)
    const { system, region } = connection
    legs.push({ key, name, system, ...(region === undefined ? {} : { region }), approved: approved.id, releases })
  }
  return legs
}

/**
 * The run of something that was written down, and the people of it.
 *
 * @param preview Where it was just begun from; absent for one of an earlier time, of which only those are known who change.
 */
export async function begun(
  recorded: RecordedRun,
  preview: Preview | undefined,
  about: Pick<RunningOptions, 'changed' | 'keep' | 'onOver'> &
    PlannedWith & { readonly by: string; readonly connections: Connections },
): Promise<{ readonly run: Running; readonly table: Table }> {
  const { state, by, now, policy, connections, ...told } = about
  const legs = await pickedUp(recorded, state)
  const table = preview?.table ?? tableOf(legs)
  // Rows are named by the connection that they were read through, whichever carries them out.
  const read = new Map(preview?.parts.map(({ key, connection }) => [key, connection.id]))
  const rowOf = (key: string, { step }: Result): string => rowId(read.get(key) ?? key, step)
  const run = new Running({
    ...told,
    recorded,
    legs: legs.map((one) => {
      const connection = () => connections.of(one.recorded.key)
      return { ...one, since: recorded.at, state, by, now, policy, connection }
    }),
    onResult: (key, result) => table.ended(rowOf(key, result), outcomeOf(result)),
  })
  return { run, table }
}

const tableOf = (legs: Awaited<ReturnType<typeof pickedUp>>): Table =>
  new Table(
    legs.map(({ recorded: { key, name, releases }, approved: plan }) => {
      const keeps = () => undefined
      const rows = rowsOf({ connection: key, name, plan, members: [], releases, keeps, isOnlyTouched: true })
      return { connection: key, rows }
    }),
  )
