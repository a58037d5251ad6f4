import type { AssetsForm } from './form.ts'

/** What is done again and again, and when. */
export interface JobForm {
  /** Five fields, `0 2 * * *`, in the time zone. */
  readonly cron: string
  /** As the time zone database names it, `Europe/Berlin`: one that depends on the machine would differ between machines. */
  readonly timeZone: string
  readonly goal: GoalForm
  /** Default: all. */
  readonly targets?: readonly string[] | undefined
  /** Default: what the targets say. */
  readonly assets?: AssetsForm | undefined
  /** What becomes of times at which nothing ran: the newest is run late, or none is. Default `catch-up-one`. */
  readonly missed?: 'catch-up-one' | 'skip' | undefined
  /** Over how long its runs are spread: `10m`. Default: they begin when they are due. */
  readonly jitter?: string | undefined
  /** When something may be changed: `mon-fri 01:00-05:00`. Default: always. */
  readonly windows?: readonly string[] | undefined
  /** When nothing is changed, both days included. */
  readonly freezes?: readonly FreezeForm[] | undefined
  /** Tells people so many days before, by a table for mail-merge. */
  readonly notice?: { readonly days: number; readonly file: string } | undefined
}

/** Days on which nothing is changed. */
export interface FreezeForm {
  readonly from: string
  readonly until: string
  readonly reason?: string | undefined
}

/** Exactly one of `leavers`, `keepOnly`, `roster`, `inactive`, as the commands that make a plan take it. */
export interface GoalForm {
  /** The name of a source, people, or a file of them. */
  readonly leavers?: string | readonly string[] | FileOf | undefined
  /** The name of a source, `only-me`, people, or a file of them and who holds a role. */
  readonly keepOnly?: string | readonly string[] | KeepForm | undefined
  /** The name of a source, or a file of rows. */
  readonly roster?: string | FileOf | undefined
  /** Who was not seen for so long, `90d`; or since a day. */
  readonly inactive?: string | undefined
  /** Of leavers and of who is inactive. Default `suspend`. */
  readonly action?: 'suspend' | 'remove' | undefined
  /** Of a roster: what becomes of who is not on it. Default `keep`. */
  readonly absent?: 'keep' | 'suspend' | 'remove' | undefined
}

/** A file of people; its path begins at the folder of the configuration. */
export interface FileOf {
  readonly file: string
}

/** Who stays: these people, those of a file, and who holds one of these roles. */
export interface KeepForm {
  readonly people?: readonly string[] | undefined
  readonly file?: string | undefined
  readonly roles?: readonly string[] | undefined
}
