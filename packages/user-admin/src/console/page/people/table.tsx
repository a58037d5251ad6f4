// biome-ignore-all lint/a11y/useSemanticElements: a table element cannot leave out the rows that are not in sight
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus, and names the active row
import { useEffect, useId, useMemo, useReducer, useRef, useState } from 'preact/hooks'
import type { Fate, PersonRow } from '../../protocol.ts'
import { useConsole } from '../console.ts'
import { useTexts } from '../texts/language.ts'
import { Parts, type Query } from './parts.ts'
import { mayBeExcepted, Row } from './row.tsx'
import { type Sorting, Toolbar } from './toolbar.tsx'
import { useWindow } from './window.ts'

/** Everybody, as a table of which only the rows in sight exist. */
export function PeopleTable({
  preview,
  workspaces,
  fate,
  onFate,
  mayExcept,
}: {
  readonly preview: string
  readonly workspaces: readonly { readonly connection: string; readonly name: string }[]
  readonly fate: Fate | 'go' | undefined
  readonly onFate: (fate: Fate | 'go' | undefined) => void
  readonly mayExcept: boolean
}) {
  const texts = useTexts()
  const id = useId()
  const { view, act, get } = useConsole()
  const [search, setSearch] = useState('')
  const [workspace, setWorkspace] = useState<string>()
  const [sorting, setSorting] = useState<Sorting>({ sort: 'name', descending: false })
  const [, redraw] = useReducer((n: number) => n + 1, 0)
  const [active, setActive] = useState(0)

  const query: Query = {
    preview,
    ...(search === '' ? {} : { search }),
    ...(fate === undefined ? {} : { fate }),
    ...(workspace === undefined ? {} : { workspace }),
    ...sorting,
  }
  const asked = JSON.stringify(query)
  const parts = useMemo(
    () =>
      new Parts(
        query,
        (given, signal) => get('people', given, signal),
        () => redraw(0),
      ),
    [],
  )
  const { scroller, first, last, rowHeight, show } = useWindow(parts.total ?? 0)

  const shown = useRef(asked)
  if (shown.current !== asked) {
    shown.current = asked
    parts.ask(query)
  }
  useEffect(() => {
    setActive(0)
    scroller.current?.scrollTo({ top: 0 })
  }, [asked])
  // Who was kept by hand, and how each ended, changes the rows but not the list.
  const { totals } = view.preview ?? {}
  const content = `${totals?.keep} ${totals?.go} ${view.run?.state}`
  const seen = useRef(content)
  if (seen.current !== content) {
    seen.current = content
    parts.refresh()
  }
  useEffect(() => parts.want(first, Math.max(first + 1, last)))
  useEffect(() => () => parts.end(), [])

  const names = useMemo(() => new Map(workspaces.map(({ connection, name }) => [connection, name])), [workspaces])
  const keep = useMemo(
    () => (row: PersonRow) => void act('except', { person: row.person, keep: !row.isExcepted }),
    [act],
  )
  const total = parts.total ?? 0
  const move = (to: number): void => {
    const next = Math.max(0, Math.min(total - 1, to))
    setActive(next)
    show(next)
  }
  const onKey = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.altKey || event.metaKey) return
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + 8,
      PageUp: active - 8,
      Home: 0,
      End: total - 1,
    }
    const to = steps[event.key]
    if (to !== undefined) move(to)
    else if (event.key === ' ' || event.key === 'Enter') {
      const row = parts.row(active)
      if (mayExcept && row !== undefined && mayBeExcepted(row)) keep(row)
    } else return
    event.preventDefault()
  }
  const columns = ['name', 'workspace', 'fate', 'seen'] as const
  const rows = Array.from({ length: Math.max(0, Math.min(last, total) - first) }, (_, n) => first + n)
  const activeId = active >= first && active < last && total > 0 ? `${id}-${active}` : undefined
  return (
    <section class="people" aria-label={texts.table.label}>
      <Toolbar
        search={search}
        onSearch={setSearch}
        fate={fate}
        onFate={onFate}
        workspaces={workspaces}
        workspace={workspace}
        onWorkspace={setWorkspace}
        sorting={sorting}
        onSorting={setSorting}
      />
      <p class="hint people-count">
        <span role="status">{parts.total === undefined ? texts.table.loading : texts.table.count(total)}</span>
        {mayExcept && (
          <span class="grid-help" id={`${id}-help`}>
            {texts.table.help}
          </span>
        )}
      </p>
      <div
        class="grid"
        role="grid"
        aria-label={texts.table.label}
        aria-describedby={mayExcept ? `${id}-help` : undefined}
        aria-rowcount={total + 1}
        aria-activedescendant={activeId}
        aria-busy={parts.total === undefined}
        tabIndex={0}
        ref={scroller}
        onKeyDown={onKey}
      >
        <div role="rowgroup" class="grid-head">
          <div role="row" class="row head" aria-rowindex={1}>
            {columns.map((column) => (
              <div
                key={column}
                role="columnheader"
                class={`head-${column}`}
                aria-sort={sorting.sort === column ? (sorting.descending ? 'descending' : 'ascending') : 'none'}
              >
                <button
                  type="button"
                  class="sort"
                  onClick={() =>
                    setSorting({ sort: column, descending: sorting.sort === column && !sorting.descending })
                  }
                >
                  {texts.table.columns[column]}
                  <span aria-hidden="true" class="sort-mark">
                    {sorting.sort === column ? (sorting.descending ? '↓' : '↑') : ''}
                  </span>
                </button>
              </div>
            ))}
            <div role="columnheader" class="head-keep">
              <span class="unseen">{texts.table.columns.keep}</span>
            </div>
          </div>
        </div>
        <div role="rowgroup" class="rows" style={{ height: `${total * rowHeight}px` }}>
          {rows.map((index) => {
            const row = parts.row(index)
            return (
              <Row
                // More than are ever in sight: a row that went out of it becomes one that comes in.
                key={index % 96}
                id={`${id}-${index}`}
                index={index}
                top={index * rowHeight}
                row={row}
                isActive={index === active}
                workspace={row === undefined ? '' : (names.get(row.workspace) ?? row.workspace)}
                mayExcept={mayExcept}
                texts={texts}
                onKeep={keep}
              />
            )
          })}
          {parts.total === 0 && (
            <div role="row" aria-rowindex={2} class="none">
              <div role="gridcell">{texts.table.none}</div>
            </div>
          )}
        </div>
      </div>
    </section>
  )
}
