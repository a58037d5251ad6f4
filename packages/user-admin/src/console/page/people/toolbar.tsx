import { useEffect, useRef, useState } from 'preact/hooks'
import type { Fate, PeopleAsked } from '../../protocol.ts'
import { memo } from '../memo.ts'
import { useTexts } from '../texts/language.ts'

/** How the people are sorted. */
export interface Sorting {
  readonly sort: NonNullable<PeopleAsked['sort']>
  readonly descending: boolean
}

const fates: readonly Fate[] = ['keep', 'suspend', 'remove', 'held', 'still-in', 'nothing', 'return']
const sorts = ['name', 'workspace', 'fate', 'seen'] as const

/** Search, filter and, on a phone, sorting. */
export const Toolbar = memo(
  ({
    search,
    onSearch,
    fate,
    onFate,
    workspaces,
    workspace,
    onWorkspace,
    sorting,
    onSorting,
  }: {
    readonly search: string
    readonly onSearch: (search: string) => void
    readonly fate: Fate | 'go' | undefined
    readonly onFate: (fate: Fate | 'go' | undefined) => void
    readonly workspaces: readonly { readonly connection: string; readonly name: string }[]
    readonly workspace: string | undefined
    readonly onWorkspace: (workspace: string | undefined) => void
    readonly sorting: Sorting
    readonly onSorting: (sorting: Sorting) => void
  }) => {
    const texts = useTexts()
    const [typed, setTyped] = useState(search)
    const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
    useEffect(() => () => clearTimeout(timer.current), [])
    return (
      <div class="toolbar">
        <label class="search">
          <span class="unseen">{texts.table.search}</span>
          <input
            type="search"
            autocomplete="off"
            spellcheck={false}
            placeholder={texts.table.search}
            value={typed}
            onInput={(event) => {
              const { value } = event.currentTarget
              setTyped(value)
              clearTimeout(timer.current)
              timer.current = setTimeout(() => onSearch(value.trim()), 150)
            }}
          />
        </label>
        <label>
          <span class="unseen">{texts.table.fate}</span>
          <select
            value={fate ?? ''}
            onChange={(event) => {
              const { value } = event.currentTarget
              onFate(value === 'go' ? 'go' : fates.find((one) => one === value))
            }}
          >
            <option value="">{texts.table.all}</option>
            <option value="go">{texts.review.tiles.go}</option>
            {fates.map((one) => (
              <option key={one} value={one}>
                {texts.table.fates[one]}
              </option>
            ))}
          </select>
        </label>
        {workspaces.length > 1 && (
          <label>
            <span class="unseen">{texts.table.workspace}</span>
            <select
              value={workspace ?? ''}
              onChange={(event) =>
                onWorkspace(event.currentTarget.value === '' ? undefined : event.currentTarget.value)
              }
            >
              <option value="">{texts.table.allWorkspaces}</option>
              {workspaces.map(({ connection, name }) => (
                <option key={connection} value={connection}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        )}
        <label class="sorting">
          <span class="unseen">{texts.table.sort}</span>
          <select
            value={`${sorting.sort} ${sorting.descending}`}
            onChange={(event) => {
              const [sort, descending] = event.currentTarget.value.split(' ')
              onSorting({ sort: sorts.find((one) => one === sort) ?? 'name', descending: descending === 'true' })
            }}
          >
            {sorts.flatMap((sort) =>
              [false, true].map((descending) => (
                <option key={`${sort} ${descending}`} value={`${sort} ${descending}`}>
                  {texts.table.columns[sort]}, {descending ? texts.table.descending : texts.table.ascending}
                </option>
              )),
            )}
          </select>
        </label>
      </div>
    )
  },
)
