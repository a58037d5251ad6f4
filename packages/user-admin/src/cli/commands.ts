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
  plan: 'say what would have to happen, and change nothing',
}

/** Every command, in the order of `--help`. */
export const commands: readonly Entry[] = [
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
    name: 'plan keep-only',
    summary: 'everybody but the people named loses access',
    load: () => import('./commands/plan-keep-only.ts'),
  },
  {
    name: 'plan show',
    summary: 'show a plan again, from its file or by its id',
    load: () => import('./commands/plan-show.ts'),
  },
]
