import type { Fate, Preview } from '../protocol.ts'
import { useTexts } from './texts/language.ts'

/** The totals: each is a button that shows only its people. */
export function Tiles({
  preview,
  chosen,
  onChoose,
}: {
  readonly preview: Preview
  readonly chosen: Fate | 'go' | undefined
  readonly onChoose: (fate: Fate | 'go' | undefined) => void
}) {
  const texts = useTexts()
  const { totals, kind } = preview
  const tiles = [
    ...(kind === 'undo'
      ? [{ name: 'back', fate: 'return' } as const]
      : [{ name: 'keep', fate: 'keep' } as const, { name: 'go', fate: 'go' } as const]),
    { name: 'held', fate: 'held' } as const,
    ...(kind === 'undo' ? [] : [{ name: 'stillIn', fate: 'still-in' } as const]),
  ]
  return (
    <ul class="tiles" aria-label={texts.review.tilesLabel}>
      {tiles.map(({ name, fate }) => (
        <li key={name}>
          <button
            type="button"
            class={`tile ${name}`}
            aria-pressed={chosen === fate}
            onClick={() => onChoose(chosen === fate ? undefined : fate)}
          >
            <span class="tile-number">{texts.number(totals[name])}</span>
            <span class="tile-name">{texts.review.tiles[name]}</span>
            {texts.review.tileHint[name] !== '' && totals[name] > 0 && (
              <span class="tile-hint">{texts.review.tileHint[name]}</span>
            )}
          </button>
        </li>
      ))}
    </ul>
  )
}
