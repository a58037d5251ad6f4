// biome-ignore-all lint/a11y/useSemanticElements: a table element cannot leave out the rows that are not in sight
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus, and names the active row
import type { PersonRow } from '../../protocol.ts'
import { memo } from '../memo.ts'
import type { Texts } from '../texts/en.ts'

/** What one row shows. `row` is nothing until it has been read. */
export interface RowShown {
  readonly id: string
  readonly index: number
  readonly top: number
  readonly row: PersonRow | undefined
  readonly isActive: boolean
  readonly workspace: string
  readonly mayExcept: boolean
  readonly texts: Texts
  readonly onKeep: (row: PersonRow) => void
}

/** Whether somebody can be kept by hand, or that be taken back. */
export const mayBeExcepted = (row: PersonRow): boolean =>
  row.isExcepted || row.fate === 'suspend' || row.fate === 'remove'

const formats = new Map<string, Intl.DateTimeFormat>()

/** Making one costs more than a whole row. */
function dates(locale: string): Intl.DateTimeFormat {
  const format = formats.get(locale) ?? new Intl.DateTimeFormat(locale, { dateStyle: 'medium' })
  formats.set(locale, format)
  return format
}

/** One person in one workspace. */
export const Row = memo(({ id, index, top, row, isActive, workspace, mayExcept, texts, onKeep }: RowShown) => {
  const at = { transform: `translateY(${top}px)` }
  if (row === undefined)
    return (
      <div role="row" class="row loading" id={id} aria-rowindex={index + 2} style={at}>
        <div role="gridcell" aria-colspan={5}>
          <span class="unseen">{texts.table.loading}</span>
        </div>
      </div>
    )
  const { email, name, status, admin, fate, why, seen, isExcepted, outcome } = row
  const whose = (row.with ?? []).join(', ')
  const ended = outcome === undefined ? '' : texts.outcome(outcome)
  // Of whom gets access back, an invitation is what will be done, and no way in.
  const because = ended || texts.why(`${fate}:${why}`, whose) || texts.why(why, whose)
  const marks = [admin ? texts.table.admin : '', texts.table.status[status]].filter((mark) => mark !== '')
  return (
    <div
      role="row"
      class={isActive ? 'row active' : 'row'}
      id={id}
      aria-rowindex={index + 2}
      aria-selected={isActive}
      style={at}
    >
      <div role="gridcell" class="who">
        <span class="who-name">{name ?? email}</span>
        <span class="who-more">{[name === undefined ? '' : email, ...marks].filter(Boolean).join(' · ')}</span>
      </div>
      <div role="gridcell" class="where">
        {workspace}
      </div>
      <div role="gridcell" class="fate">
        <span class={`fate-mark ${fate}`}>{texts.table.fates[fate]}</span>
        <span class="because">{isExcepted ? texts.table.excepted : because}</span>
      </div>
      <div role="gridcell" class="seen">
        {seen === undefined ? '' : dates(texts.locale).format(seen)}
      </div>
      <div role="gridcell" class="keep">
        {mayExcept && mayBeExcepted(row) && (
          <button
            type="button"
            tabIndex={-1}
            aria-label={isExcepted ? texts.table.unkeepWho(name ?? email) : texts.table.keepWho(name ?? email)}
            onClick={() => onKeep(row)}
          >
            {isExcepted ? texts.table.unkeep : texts.table.keep}
          </button>
        )}
      </div>
    </div>
  )
})
