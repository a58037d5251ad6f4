import { SingleBar } from 'cli-progress'
import type { ApplyOptions } from 'user-admin'

/** A bar on a terminal, nothing elsewhere. Hand it to `applyPlan` as `onResult`. */
export function progress(): { readonly onResult: NonNullable<ApplyOptions['onResult']>; readonly stop: () => void } {
  const bar = new SingleBar({
    format: '  {bar} {value}/{total}  {left}{email}',
    barsize: 30,
    hideCursor: true,
    clearOnComplete: true,
  })
  let begun = false
  return {
    onResult: ({ step }, { finished, total, left }) => {
      if (!begun) bar.start(total, 0, { left: '', email: '' })
      begun = true
      bar.update(finished, { left: left === undefined ? '' : `${Math.ceil(left / 1000)} s left  `, email: step.email })
    },
    stop: () => bar.stop(),
  }
}
