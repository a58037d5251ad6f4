import { leavers, type Policy, runUnattended, type Source, type State, type UserAdmin } from 'user-admin'
import { runSchedule, type ScheduledJob, type ScheduleEvent } from 'user-admin/schedule'

/** Due at two every night, by the clocks of Berlin; a night at which nothing ran is caught up. */
export const nightly: ScheduledJob = {
  name: 'nightly',
  cron: '0 2 * * *',
  timeZone: 'Europe/Berlin',
  missed: 'catch-up-one',
  freezes: [{ from: '2026-12-20', until: '2027-01-06' }],
}

export interface Running {
  /** Remembers what was run, who was in the directory, and what waits for a person. It has to outlive the run. */
  readonly state: State
  readonly policy?: Policy | undefined
  /** Does what is due now, and ends: for cron, systemd and Kubernetes. Default: goes on until `signal`. */
  readonly once?: boolean | undefined
  readonly signal: AbortSignal
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly now?: (() => number) | undefined
}

/**
 * Takes access from whoever left the directory, every night: what no guard holds is done unasked, the rest waits for a
 * person. A directory that was not read whole changes nothing, and says why.
 */
export async function everyNight(
  workspace: UserAdmin,
  directory: Source,
  { state, policy, once, signal, now }: Running,
  say: (text: string) => void,
): Promise<readonly ScheduleEvent[]> {
  return await runSchedule([nightly], {
    state,
    by: 'scheduled-job',
    once,
    signal,
    now,
    run: async (_job, _tick, running) => {
      const { outcome, why, plan, report } = await runUnattended(
        workspace,
        async () => leavers(await directory.read({ signal: running.signal }), { action: 'remove' }),
        {
          state,
          policy,
          by: 'scheduled-job',
          may: 'within-guards',
          resumeFirst: true,
          paused: running.paused,
          signal: running.signal,
          now,
        },
      )
      return { outcome, why, plan: plan?.id, run: report?.run }
    },
    onEvent: (event) => {
      if (event.kind === 'ended') say(`${event.due} ${event.result.outcome}: ${event.result.why}`)
      else if (event.kind === 'failed') say(`${event.due ?? event.job} failed: ${String(event.error)}`)
      else if (event.kind !== 'begun') say(`${event.kind}: ${event.why}`)
    },
  })
}
