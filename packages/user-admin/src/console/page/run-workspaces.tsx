import type { Run } from '../protocol.ts'
import { NewerToken } from './connection-card.tsx'
import { Detail } from './detail.tsx'
import { useTexts } from './texts/language.ts'

/** How far each workspace is. One that needs a token asks for it here. */
export function RunWorkspaces({ run }: { readonly run: Run }) {
  const texts = useTexts()
  return (
    <section aria-labelledby="by-workspace">
      <h2 id="by-workspace">{texts.run.workspaces}</h2>
      <ul class="lanes">
        {run.workspaces.map(
          ({ connection, name, finished, total, failed, left, remaining, others = 0, state, failure }) => (
            <li key={connection} class={`lane ${state}`}>
              <div class="lane-top">
                <h3>{name}</h3>
                <span
                  class={`badge ${state === 'done' ? 'good' : state === 'running' || state === 'stopped' ? '' : 'bad'}`}
                >
                  {texts.run.workspaceState[state]}
                </span>
              </div>
              <progress aria-label={name} max={Math.max(1, total)} value={finished} />
              <p class="meta">
                {[
                  texts.run.progress(finished, total),
                  left === undefined ? '' : texts.run.left(left),
                  state.startsWith('waiting') && total > finished ? texts.run.waiting(total - finished) : '',
                ]
                  .filter((part) => part !== '')
                  .join(' · ')}
              </p>
              <p class={`meta ${failed > 0 || (remaining ?? 0) + others > 0 ? 'warn' : 'good'}`}>
                {[
                  failed > 0 ? texts.run.failedSteps(failed) : '',
                  remaining === undefined || run.kind === 'undo' ? '' : texts.run.remainingWhere(remaining),
                  others === 0 ? '' : texts.run.othersWhere(others),
                ]
                  .filter((part) => part !== '')
                  .join(' · ')}
              </p>
              {failure !== undefined && (
                <p class="warn">
                  {texts.problem(failure.problem)} <Detail says={failure.says} />
                </p>
              )}
              {state === 'waiting-for-token' && (
                <NewerToken
                  connection={connection}
                  name={name}
                  button={texts.run.giveToken}
                  label={texts.connect.newerLabel}
                />
              )}
            </li>
          ),
        )}
      </ul>
    </section>
  )
}
