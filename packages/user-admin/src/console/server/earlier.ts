import type { Unfinished, View } from '../protocol.ts'
import type { Connections } from './connections.ts'
import type { Remembered } from './notebook.ts'

interface Place {
  readonly key: string
  readonly name: string
}

/** What of an earlier time can be gone on with: runs that were broken off, and removals whose day has come. */
export function unfinishedIn(
  { runs, removals }: Remembered,
  connections: Connections,
  { now, except }: { readonly now: number; readonly except: string | undefined },
): readonly Unfinished[] {
  const today = new Date(now).toISOString().slice(0, 10)
  const needs = (places: readonly Place[]): readonly string[] =>
    places.flatMap(({ key, name }) => (connections.of(key)?.isReady === true ? [] : [name]))
  return [
    ...runs
      .filter((run) => !run.isOver && run.id !== except)
      .map(({ id, at, people, legs }) => ({
        kind: 'run' as const,
        id,
        at,
        people,
        needs: needs(legs.filter(({ isOver }) => isOver !== true)),
      })),
    ...lastToUndo(runs, except).map(({ id, at, people, legs }) => ({
      kind: 'undo' as const,
      id,
      at,
      people,
      needs: needs(legs.filter(({ run }) => run !== undefined)),
    })),
    ...removals
      .filter(({ on }) => on <= today)
      .map(({ id, at, on, places }) => ({
        kind: 'removal' as const,
        id,
        at,
        on,
        people: places.reduce((sum, { ids }) => sum + ids.length, 0),
        needs: needs(places),
      })),
  ]
}

/** The newest of all, if it did something: who undid it means no other. */
function lastToUndo(runs: Remembered['runs'], except: string | undefined): Remembered['runs'] {
  const last = runs.at(-1)
  const can = last?.isOver === true && last.kind !== 'undo' && last.isDismissed !== true && last.id !== except
  return can && last.legs.some(({ run }) => run !== undefined) ? [last] : []
}

/** The workspaces of the last time that are not connected. */
export function lastTimeIn({ runs }: Remembered, connections: Connections): View['lastTime'] {
  const last = runs.findLast(({ kind }) => kind === 'choices') ?? runs.at(-1)
  return (last?.places ?? [])
    .filter(({ key }) => connections.of(key) === undefined)
    .map(({ name, system, region }) => ({ name, system, ...(region === undefined ? {} : { region }) }))
}
