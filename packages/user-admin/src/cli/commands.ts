import type { MakeCommand } from './command.ts'

/** One command: what `--help` says of it, and where it is. Only the one that was named is loaded. */
export interface Entry {
  /** Its words, `plan keep-only`; a group is of one word. */
  readonly name: string
  /** One line, without a full stop. */
  readonly summary: string
  readonly load: () => Promise<{ readonly default: MakeCommand }>
}

/** Words that several commands begin with, and what `--help` says of them. */
export const groups: Readonly<Record<string, string>> = {
  login: 'check a credential and keep it where the configuration says',
  plan: 'say what would have to happen, and change nothing',
  held: 'decide about plans that wait for a person',
  quarantine: 'see what regular runs leave alone, and let them go on',
  audit: 'prove and hand over what was done',
  evidence: 'show auditors what became of leavers, and who has access',
  schedule: 'run the jobs of the configuration when they are due',
  notify: 'tell people what regular runs come to',
}

/** The commands that have `--print-request`: they read or change single people, or list people. */
export const printable: ReadonlySet<string> = new Set(
  'members get invite set-roles suspend reinstate remove transfer'.split(' '),
)

/** Every command, in the order of `--help`. */
export const commands: readonly Entry[] = [
  {
    name: 'login aac',
    summary: 'put the pair of tokens of an AAC workspace in its place',
    load: () => import('./commands/login-aac.ts'),
  },
  {
    name: 'login houston',
    summary: 'put a Houston token in its place, or make a service account',
    load: () => import('./commands/login-houston.ts'),
  },
  {
    name: 'doctor',
    summary: 'look at targets, credentials, configuration and state',
    load: () => import('./commands/doctor.ts'),
  },
  {
    name: 'init',
    summary: 'make the state folder, and record who is where now',
    load: () => import('./commands/init.ts'),
  },
  {
    name: 'members',
    summary: 'list the people of the targets',
    load: () => import('./commands/members.ts'),
  },
  {
    name: 'get',
    summary: 'show one person, and every way in',
    load: () => import('./commands/get.ts'),
  },
  {
    name: 'invite',
    summary: 'invite people, or mail or take back invitations',
    load: () => import('./commands/invite.ts'),
  },
  {
    name: 'set-roles',
    summary: 'change what people hold',
    load: () => import('./commands/set-roles.ts'),
  },
  {
    name: 'suspend',
    summary: 'lock people out, and take nothing from them',
    load: () => import('./commands/suspend.ts'),
  },
  {
    name: 'reinstate',
    summary: 'let suspended people in again',
    load: () => import('./commands/reinstate.ts'),
  },
  {
    name: 'remove',
    summary: 'take people out',
    load: () => import('./commands/remove.ts'),
  },
  {
    name: 'transfer',
    summary: 'hand over what somebody owns',
    load: () => import('./commands/transfer.ts'),
  },
  {
    name: 'offboard',
    summary: 'take one person out of every target',
    load: () => import('./commands/offboard.ts'),
  },
  {
    name: 'plan keep-only',
    summary: 'everybody but the people named loses access',
    load: () => import('./commands/plan-keep-only.ts'),
  },
  {
    name: 'plan roster',
    summary: 'everybody on a list is in, with the roles that it gives',
    load: () => import('./commands/plan-roster.ts'),
  },
  {
    name: 'plan leavers',
    summary: 'the people who left lose access',
    load: () => import('./commands/plan-leavers.ts'),
  },
  {
    name: 'plan inactive',
    summary: 'who was not seen for long loses access',
    load: () => import('./commands/plan-inactive.ts'),
  },
  {
    name: 'plan show',
    summary: 'show a plan again, from its file or by its id',
    load: () => import('./commands/plan-show.ts'),
  },
  {
    name: 'plan diff',
    summary: 'what is other in a later plan',
    load: () => import('./commands/plan-diff.ts'),
  },
  {
    name: 'held list',
    summary: 'list the plans that wait for a person',
    load: () => import('./commands/held-list.ts'),
  },
  {
    name: 'held show',
    summary: 'show one of them',
    load: () => import('./commands/held-show.ts'),
  },
  {
    name: 'held approve',
    summary: 'let one through',
    load: () => import('./commands/held-approve.ts'),
  },
  {
    name: 'held reject',
    summary: 'put one aside',
    load: () => import('./commands/held-reject.ts'),
  },
  {
    name: 'quarantine list',
    summary: 'list what unattended runs leave alone',
    load: () => import('./commands/quarantine-list.ts'),
  },
  {
    name: 'quarantine leave',
    summary: 'let unattended runs act there again',
    load: () => import('./commands/quarantine-leave.ts'),
  },
  {
    name: 'apply',
    summary: 'carry out a plan that was approved',
    load: () => import('./commands/apply.ts'),
  },
  {
    name: 'resume',
    summary: 'go on with a run that was stopped or killed',
    load: () => import('./commands/resume.ts'),
  },
  {
    name: 'undo',
    summary: 'put back what a run changed',
    load: () => import('./commands/undo.ts'),
  },
  {
    name: 'explain',
    summary: 'why somebody is in, out, or left alone',
    load: () => import('./commands/explain.ts'),
  },
  {
    name: 'audit verify',
    summary: 'whether the journal is as it was written',
    load: () => import('./commands/audit-verify.ts'),
  },
  {
    name: 'audit export',
    summary: 'write the journal to a file',
    load: () => import('./commands/audit-export.ts'),
  },
  {
    name: 'schedule run',
    summary: 'run the jobs of the configuration when they are due',
    load: () => import('./commands/schedule-run.ts'),
  },
  {
    name: 'schedule next',
    summary: 'when jobs run next',
    load: () => import('./commands/schedule-next.ts'),
  },
  {
    name: 'schedule status',
    summary: 'what became of each due time',
    load: () => import('./commands/schedule-status.ts'),
  },
  {
    name: 'schedule apply',
    summary: 'carry out what was approved of what jobs planned',
    load: () => import('./commands/schedule-apply.ts'),
  },
  {
    name: 'schedule export',
    summary: 'write the jobs for cron, systemd, Kubernetes or Windows',
    load: () => import('./commands/schedule-export.ts'),
  },
  {
    name: 'notify test',
    summary: 'send a test to whoever is told of regular runs',
    load: () => import('./commands/notify-test.ts'),
  },
  {
    name: 'evidence leavers',
    summary: 'what became of everybody who left, as a folder for auditors',
    load: () => import('./commands/evidence-leavers.ts'),
  },
  {
    name: 'evidence access',
    summary: 'who has access to what today, as a folder for auditors',
    load: () => import('./commands/evidence-access.ts'),
  },
  {
    name: 'evidence verify',
    summary: 'whether such a folder is as it was made',
    load: () => import('./commands/evidence-verify.ts'),
  },
  {
    name: 'console',
    summary: 'a page in the browser, for administrators who do not program',
    load: () => import('./commands/console.ts'),
  },
  {
    name: 'demo',
    summary: 'see both systems administered, on fakes on this machine',
    load: () => import('./commands/demo.ts'),
  },
]
