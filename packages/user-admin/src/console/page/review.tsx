import { useState } from 'preact/hooks'
import type { Fate, Preview } from '../protocol.ts'
import { useServerClock } from './clock.ts'
import { Confirm } from './confirm.tsx'
import { NewerToken } from './connection-card.tsx'
import { useConsole } from './console.ts'
import { Detail } from './detail.tsx'
import { PeopleTable } from './people/table.tsx'
import { isOver, RunView } from './run.tsx'
import type { Step } from './steps.tsx'
import { useTexts } from './texts/language.ts'
import { Tiles } from './tiles.tsx'
import { Typos } from './typos.tsx'

/** The third step: who keeps access and who goes; then the run. */
export function Review({ onGo }: { readonly onGo: (step: Step) => void }) {
  const texts = useTexts()
  const { view } = useConsole()
  const { preview, run } = view
  // After a run, another preview is the way back, or another round.
  if (
    run !== undefined &&
    (!isOver(run) || preview === undefined || run.preview === undefined || preview.id === run.preview)
  )
    return <RunView run={run} onGo={onGo} />
  if (preview === undefined)
    return (
      <>
        <h1 tabIndex={-1}>{texts.review.title}</h1>
        <p class="lead">{texts.review.nothing}</p>
        <button
          type="button"
          class="primary"
          onClick={() => onGo(view.connections.length === 0 ? 'connect' : 'protect')}
        >
          {view.connections.length === 0 ? texts.steps.connect : texts.steps.protect}
        </button>
      </>
    )
  const title =
    preview.kind === 'undo'
      ? texts.review.undoTitle
      : preview.kind === 'removal'
        ? texts.review.removalTitle
        : texts.review.title
  if (preview.state === 'reading')
    return (
      <>
        <h1 tabIndex={-1}>{title}</h1>
        <section class="panel" aria-label={texts.review.reading}>
          <p>
            <strong>{texts.review.reading}</strong>
          </p>
          <progress
            aria-label={texts.review.reading}
            max={preview.progress?.total ?? 1}
            {...(preview.progress === undefined ? {} : { value: preview.progress.done })}
          />
          <p class="hint" role="status">
            {preview.progress !== undefined && texts.review.readingText(preview.progress.done, preview.progress.total)}
          </p>
        </section>
      </>
    )
  if (preview.state === 'failed')
    return (
      <>
        <h1 tabIndex={-1}>{title}</h1>
        <section class="note bad" role="alert">
          <p>
            <strong>{texts.review.failed}</strong>
          </p>
          <p>{texts.problem(preview.failure?.problem ?? '')}</p>
          {preview.failure !== undefined && (
            <p>
              <Detail says={preview.failure.says} />
            </p>
          )}
        </section>
        <Again onGo={onGo} />
      </>
    )
  return (
    <>
      <h1 tabIndex={-1}>{title}</h1>
      <Ready preview={preview} onGo={onGo} />
    </>
  )
}

function Ready({ preview, onGo }: { readonly preview: Preview; readonly onGo: (step: Step) => void }) {
  const texts = useTexts()
  const { view } = useConsole()
  const now = useServerClock(view)
  const [fate, setFate] = useState<Fate | 'go' | undefined>()
  const { totals, kind, count, workspaces, cannotBeUndone, changes } = preview
  const right = new Set(view.choices.notHere)
  const typos = preview.typos.filter(({ entry }) => !right.has(entry))
  const isRemoval = kind === 'removal' || (kind === 'choices' && view.choices.rest === 'remove')
  const final = [...(isRemoval && count > 0 ? ['removal'] : []), ...cannotBeUndone]
  const read = workspaces.filter(({ failure }) => failure === undefined)
  const leftOut = workspaces.flatMap(({ connection, name, failure }) =>
    failure === undefined ? [] : [{ connection, name, failure }],
  )
  const short = read.flatMap(({ connection, name, takes }) => {
    const ends = view.connections.find(({ id }) => id === connection)?.ends
    return ends === undefined || takes === undefined || ends - now >= takes
      ? []
      : [{ connection, name, takes, left: ends - now }]
  })
  return (
    <>
      <p class="lead">
        {kind === 'undo'
          ? texts.review.undoSentence(count)
          : kind === 'removal'
            ? texts.review.removalSentence(count)
            : texts.review.sentence(totals.keep, totals.go, view.choices.rest, read.length)}{' '}
        {preview.takes !== undefined && count > 0 && texts.review.takes(preview.takes)}
      </p>
      {changes !== undefined && <p class="hint">{texts.review.changes(changes.joined, changes.left)}</p>}
      {preview.isNearlyAll && kind === 'choices' && <p class="note">{texts.review.nearlyAll}</p>}
      {typos.length > 0 && <Typos key={preview.id} typos={typos} notSeen={preview.notSeen ?? []} />}
      {leftOut.length > 0 && (
        <section class="note bad" aria-labelledby="left-out">
          <h2 id="left-out">{texts.review.leftOut}</h2>
          <p>{texts.review.leftOutText}</p>
          <ul class="plain">
            {leftOut.map(({ connection, name, failure }) => (
              <li key={connection}>
                <strong>{name}</strong>: {texts.problem(failure.problem)} <Detail says={failure.says} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {short.length > 0 && (
        <ul class="note rows-apart">
          {short.map(({ connection, name, left, takes }) => (
            <li key={connection}>
              <p>{texts.review.endsFirst(name, left, takes)}</p>
              <NewerToken
                connection={connection}
                name={name}
                button={texts.connect.addHalf}
                label={texts.connect.half}
              />
            </li>
          ))}
        </ul>
      )}
      <Tiles preview={preview} chosen={fate} onChoose={setFate} />
      <PeopleTable preview={preview.id} workspaces={read} fate={fate} onFate={setFate} mayExcept={kind !== 'undo'} />
      <section class="panel" aria-labelledby="final">
        <h2 id="final">{texts.review.final}</h2>
        {final.length === 0 ? (
          <p>{texts.review.finalNone}</p>
        ) : (
          <ul>
            {final.map((code) => (
              <li key={code}>{texts.review.cannot[code] ?? <Detail says={code} />}</li>
            ))}
          </ul>
        )}
      </section>
      <Confirm preview={preview} />
      <Again onGo={onGo} />
    </>
  )
}

/** What can be done instead. */
function Again({ onGo }: { readonly onGo: (step: Step) => void }) {
  const texts = useTexts()
  const { act } = useConsole()
  return (
    <div class="actions">
      <button type="button" onClick={() => onGo('protect')}>
        {texts.review.toProtect}
      </button>
      <button type="button" onClick={() => void act('preview', {})}>
        {texts.review.again}
      </button>
    </div>
  )
}
