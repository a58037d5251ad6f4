import { useState } from 'preact/hooks'
import type { Fate, Run } from '../protocol.ts'
import { useConsole } from './console.ts'
import { Detail } from './detail.tsx'
import { HandBack } from './hand-back.tsx'
import { PeopleTable } from './people/table.tsx'
import { RunWorkspaces } from './run-workspaces.tsx'
import type { Step } from './steps.tsx'
import { useTexts } from './texts/language.ts'

/** What became of a run: whether anybody is left, the reports, and the way back. */
export function Finished({ run, onGo }: { readonly run: Run; readonly onGo: (step: Step) => void }) {
  const texts = useTexts()
  const { view, act, get } = useConsole()
  const [fate, setFate] = useState<Fate | 'go' | undefined>()
  const [isReading, setReading] = useState(false)
  const { state, remaining, others = 0, kind = 'choices', counts, mayUndo, failure, id } = run
  const isWay = kind === 'undo'
  const isClear = remaining === 0 && others === 0 && state === 'done'

  const download = async (form: 'csv' | 'json' | 'evidence'): Promise<void> => {
    if (isReading) return
    setReading(true)
    const report = await get('report', { form, language: texts.code })
    setReading(false)
    if (report === undefined) return
    const link = document.createElement('a')
    link.href = URL.createObjectURL(
      new Blob([report.isBase64 === true ? bytesIn(report.text) : report.text], { type: report.type }),
    )
    link.download = report.name
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
  }
  const happened = Object.entries(counts).flatMap(([code, n]) => {
    const word = texts.outcome(code)
    return word === '' || n === 0 ? [] : [{ word, n }]
  })
  return (
    <>
      <h1 tabIndex={-1}>
        {state === 'done' ? texts.run.over : state === 'stopped' ? texts.run.stoppedTitle : texts.run.failedTitle}
      </h1>
      <section class={`result ${isWay ? '' : isClear ? 'good' : 'bad'}`} role="status">
        {isWay ? (
          <p>{texts.run.undoneText}</p>
        ) : remaining === undefined ? (
          <p>{texts.run.notRead}</p>
        ) : (
          <>
            <p class="result-number">{remaining === 0 ? texts.run.remainingNone : texts.run.remaining(remaining)}</p>
            <p>
              {remaining > 0
                ? texts.run.remainingText
                : others > 0
                  ? texts.run.remainingGoneText
                  : texts.run.remainingNoneText}
            </p>
            {others > 0 && <p class="warn">{texts.run.others(others)}</p>}
          </>
        )}
        {state === 'stopped' && <p>{texts.run.state.stopped}</p>}
        {failure !== undefined && (
          <p class="warn">
            {texts.problem(failure.problem)} <Detail says={failure.says} />
          </p>
        )}
      </section>
      {happened.length > 0 && (
        <section aria-labelledby="happened">
          <h2 id="happened">{texts.run.counts}</h2>
          <dl class="figures">
            {happened.map(({ word, n }) => (
              <div key={word}>
                <dt>{word}</dt>
                <dd>{texts.number(n)}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
      <HandBack />
      <div class="columns even">
        <section class="panel" aria-labelledby="report">
          <h2 id="report">{texts.run.downloads}</h2>
          <p class="hint">{texts.run.downloadsText}</p>
          <div class="actions">
            {(['csv', 'json', 'evidence'] as const).map((form) => (
              <button key={form} type="button" aria-disabled={isReading} onClick={() => void download(form)}>
                {texts.run[form]}
              </button>
            ))}
          </div>
        </section>
        {mayUndo && id !== undefined && (
          <section class="panel" aria-labelledby="undo">
            <h2 id="undo">{texts.run.undo}</h2>
            <p class="hint">{texts.run.undoText}</p>
            <div class="actions">
              <button type="button" onClick={() => void act('undo', { run: id })}>
                {texts.run.undoButton}
              </button>
            </div>
          </section>
        )}
      </div>
      <RunWorkspaces run={run} />
      {view.preview !== undefined && (
        <PeopleTable
          preview={view.preview.id}
          workspaces={run.workspaces}
          fate={fate}
          onFate={setFate}
          mayExcept={false}
        />
      )}
      <div class="bar">
        <p />
        <button type="button" onClick={() => onGo('connect')}>
          {texts.run.again}
        </button>
      </div>
    </>
  )
}

const bytesIn = (base64: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
