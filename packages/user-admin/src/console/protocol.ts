// Longer than other files: one agreement between the page and its server, to be read as a whole.
/**
 * What the page and its server say to each other: JSON over loopback, never a token towards the page. Each request is a
 * POST to `/api/NAME` with the session's secret in the header `x-user-admin-session`; `watch` answers with a line of JSON
 * for each change (a {@link View}). What is refused is answered with another status than 200 and a {@link Refusal}; 401 means
 * that the session is over.
 */

/**
 * The answer to a request that was refused, with a status from 400: what is wrong, and the sentence of the engine where
 * there is one. `problem`: those of the engine (`unauthenticated`, `conflict`, `unavailable`, …), and
 * - of every request: `session` (the secret is none: open the link anew), `refused`, `invalid`, `too-large`, `not-found`,
 *   `busy` (something is running), `gone` (what was meant is no more, or another preview took its place), `unexpected`;
 * - of `connect`, `renew`, `preview`: `no-token`, `other-workspace`, `cut`, `foreign`;
 * - of `protect`: `no-address` (of who receives);
 * - of `decide`: `all-held` (an approval would let nothing through);
 * - of `run` and `decide`: `other-count`, `needs-typos`, `needs-assets`, `needs-people`, `needs-day`;
 * - of `handBack`: `file-exists`, `no-file`.
 */
export interface Refusal {
  readonly problem: string
  readonly says: string
}

/** Every request of the page, by its name: what it sends and what it is answered. */
export interface Requests {
  /** Takes the one-time secret of the link, which is spent, and answers the session's own. */
  readonly open: (given: { readonly once: string }) => { readonly session: string }
  /** Everything that the page shows but the people. */
  readonly look: () => View
  /** Tokens as they were pasted, one or many, or the text of a `creds.json`; of Houston with its address. */
  readonly connect: (given: { readonly text: string; readonly houston?: string | undefined }) => View
  /**
   * A newer token, or the other half, for one connection: of the same workspace, or it is refused. `houston`: the address,
   * for a connection that needs one; `text` may be empty then.
   */
  readonly renew: (given: {
    readonly connection: string
    readonly text: string
    readonly houston?: string | undefined
  }) => View
  /** Forgets a token. */
  readonly disconnect: (given: { readonly connection: string }) => View
  readonly protect: (given: Choices) => View
  /** Looks at every workspace, and says what would happen. Goes on in the background: `watch`. */
  readonly preview: () => View
  /** A part of the people, as they are sorted and filtered. */
  readonly people: (given: PeopleAsked) => People
  /** Keeps somebody whom the choices would not, or takes that back. */
  readonly except: (given: { readonly person: string; readonly keep: boolean }) => View
  /** Begins. `count`: the preview's own `count`, as the person typed it. */
  readonly run: (given: { readonly preview: string; readonly count: number }) => View
  readonly pause: () => View
  readonly goOn: () => View
  readonly stop: () => View
  /** Plans the way back of the last run; `run` begins it. */
  readonly undo: (given: { readonly run: string }) => View
  /** Goes on with something `unfinished`: a run begins, a removal becomes the preview. Its workspaces are connected. */
  readonly resume: (given: { readonly unfinished: string }) => View
  /** Forgets something `unfinished`: it is not offered any more. */
  readonly dismiss: (given: { readonly unfinished: string }) => View
  /** `count`: of an approval, the number of people who lose access (`go`), as the person typed it. */
  readonly decide: (given: {
    readonly plan: string
    readonly decision: 'approve' | 'reject'
    readonly reason: string
    readonly count?: number | undefined
  }) => View
  /** The pairs as they are now, for the person who pasted them. `file`: written there, and not answered. */
  readonly handBack: (given: { readonly file?: string | undefined }) => {
    readonly pairs: readonly { readonly workspace: string; readonly text: string }[]
    readonly file?: string
  }
  /**
   * A report to download. `evidence`: every workspace is read once more for it; a zip of what `user-admin evidence verify`
   * checks. `isBase64`: so is the text.
   */
  readonly report: (given: {
    readonly form: 'csv' | 'json' | 'evidence'
    /** Of the words in a table, by its code. */
    readonly language?: string | undefined
  }) => {
    readonly name: string
    readonly type: string
    readonly text: string
    readonly isBase64?: true
  }
  /** Ends the server, and forgets every token. */
  readonly close: () => Record<string, never>
}

/** Everything that the page shows but the people. Times are milliseconds since the epoch. */
export interface View {
  /** Goes up with every change. */
  readonly version: number
  /** What the clock of the server says. */
  readonly now: number
  readonly connections: readonly Connection[]
  /** Workspaces of the last run, for a checklist; those that are connected are left out. */
  readonly lastTime: readonly { readonly name: string; readonly system: System; readonly region?: string }[]
  readonly choices: Choices
  /** A configuration that was found: how many entries of it protect people here too. */
  readonly configured?: { readonly file: string; readonly entries: number }
  readonly preview?: Preview | undefined
  readonly run?: Run | undefined
  /** Of an earlier time: a run that was broken off, people who were to be removed on a day that has come, the last run to undo. */
  readonly unfinished: readonly Unfinished[]
  readonly waiting: readonly Waiting[]
  /** When the server ends, and forgets every token, if nobody asks anything until then and nothing runs. */
  readonly idleEnds?: number
}

/** Which of the two systems. */
export type System = 'aac' | 'houston'

/** One token that was pasted, and what it turned out to be. */
export interface Connection {
  readonly id: string
  readonly system: System
  /**
   * `checking`: being asked. `ready`: works. `expired`, `refused`, `cut`, `foreign` (of another region than this installation
   * reaches), `half` (the second half of a pair alone), `duplicate` (the workspace is connected already), `spent` (its second half was used before), `unreachable`, `needs-address` (a Houston token without one):
   * left out of everything, alone.
   */
  readonly state:
    | 'checking'
    | 'ready'
    | 'expired'
    | 'refused'
    | 'cut'
    | 'half'
    | 'foreign'
    | 'duplicate'
    | 'spent'
    | 'unreachable'
    | 'needs-address'
  readonly workspace?: string
  readonly region?: string
  /** Whom it acts as. */
  readonly caller?: string
  readonly people?: number
  /** When it ends: an access token alone. Absent: it is renewed, or does not end. */
  readonly ends?: number
  /** Whether it came with the half that renews it. */
  readonly isRenewed: boolean
  /** It was renewed, so that the pair that was pasted is not good any more. */
  readonly isSpent: boolean
  /** The people of the workspace may be administered by the caller. */
  readonly mayChange?: boolean
  /** What is told in words of the system, where there is no state for it. */
  readonly says?: string
}

/** What the person chose. */
export interface Choices {
  /** As it was pasted. */
  readonly text: string
  readonly admins: boolean
  readonly onlyMe: boolean
  /** What happens to the rest. */
  readonly rest: 'suspend' | 'remove' | 'suspend-then-remove'
  /** Of `suspend-then-remove`: the day, `2027-01-31`. */
  readonly removeOn?: string | undefined
  /** What becomes of what they own: an address, or nothing is handed over; absent: not decided. */
  readonly assets?: { readonly transferTo: string } | 'leave' | undefined
  /** Entries that mean nobody, and are right all the same, as they stand in `typos`. */
  readonly notHere?: readonly string[] | undefined
  /** Lines of the text that were understood, and those that were not. */
  readonly understood?: { readonly entries: number; readonly not: readonly string[] }
}

/** What would happen. */
export interface Preview {
  readonly id: string
  /** Of the choices; the way back of a run; the removal of those who were suspended before. */
  readonly kind: 'choices' | 'undo' | 'removal'
  /** What is typed to begin: people who lose access (`go`), or of an undo who gets it back (`back`). */
  readonly count: number
  readonly state: 'reading' | 'ready' | 'failed'
  readonly progress?: { readonly done: number; readonly total: number }
  /** By workspace: who stays, who goes, who is held, who would still get in. */
  readonly workspaces: readonly WorkspacePreview[]
  readonly totals: Totals
  /** Entries that mean nobody anywhere: probable typos. */
  readonly typos: readonly { readonly entry: string; readonly nearest: readonly string[] }[]
  /** Workspaces in which nobody could look for them, by name; empty for one whose name is not known. */
  readonly notSeen?: readonly string[]
  /** How long it will take, in milliseconds. */
  readonly takes?: number
  /**
   * For the language file: `assets` (what they own is handed over for good), `assets-lost`, `account` (whole accounts are
   * deleted), `suspended`, `groups`, `roles`, `invitations`, `deployments`; anything else is shown as it is.
   */
  readonly cannotBeUndone: readonly string[]
  /** Nearly everybody goes. */
  readonly isNearlyAll: boolean
  /** Since the last preview or run of the same workspaces. */
  readonly changes?: { readonly joined: number; readonly left: number }
  readonly failure?: Failure
  /** What has to be decided first: about what they own, about slips, who stays, on which day (after today). */
  readonly needs: readonly ('assets' | 'typos' | 'people' | 'day')[]
}

/** How many people. A person of several workspaces counts once in each. */
export interface Totals {
  readonly keep: number
  readonly go: number
  readonly held: number
  readonly stillIn: number
  /** Of an undo: who gets access back. */
  readonly back: number
}

/** One workspace of a preview. */
export interface WorkspacePreview extends Totals {
  readonly connection: string
  readonly name: string
  /** How long it will take here, in milliseconds: to compare with a token that ends. */
  readonly takes?: number
  readonly failure?: Failure
}

/**
 * What went wrong, for the language file: by its problem, with the system's own words besides. Besides those of the engine:
 * `not-connected` (of an undo and a later removal: that workspace stays as it is), `stopped` (too much failed).
 */
export interface Failure {
  readonly problem: string
  readonly says: string
}

/** Which part of the people. */
export interface PeopleAsked {
  readonly preview: string
  readonly from: number
  /** At most 500. */
  readonly count: number
  readonly search?: string | undefined
  /** `go`: all who lose access, whichever way. */
  readonly fate?: Fate | 'go' | undefined
  /** The connection. */
  readonly workspace?: string | undefined
  readonly sort?: 'name' | 'email' | 'workspace' | 'fate' | 'seen' | undefined
  readonly descending?: boolean | undefined
}

/** What becomes of somebody. `return`: of an undo, who gets access back. */
export type Fate = 'keep' | 'suspend' | 'remove' | 'held' | 'still-in' | 'nothing' | 'return'

/** A part of the people. */
export interface People {
  readonly total: number
  readonly from: number
  readonly rows: readonly PersonRow[]
}

/** One person in one workspace. */
export interface PersonRow {
  /** Names the row. */
  readonly person: string
  readonly workspace: string
  readonly email: string
  readonly name?: string
  readonly status: 'active' | 'invited' | 'suspended'
  readonly admin: boolean
  readonly seen?: number
  readonly fate: Fate
  /** For the language file: `protected`, `self`, `look-alike`, `guard:per-run`, `team`, … */
  readonly why: string
  /** Names that go into that sentence: of groups, of who receives what they own. */
  readonly with?: readonly string[]
  /** Kept by hand. */
  readonly isExcepted: boolean
  /** How it ended, once it was begun. */
  readonly outcome?: string
}

/** A run under way, or over. */
export interface Run {
  /** Names it to `undo`. */
  readonly id?: string
  /**
   * The preview that it carries out, or carried out. Once it is over and `View.preview` is another, the page shows that one:
   * a way back, or another round.
   */
  readonly preview?: string
  readonly kind?: Preview['kind']
  readonly state: 'running' | 'pausing' | 'paused' | 'stopping' | 'stopped' | 'waiting-for-token' | 'done' | 'failed'
  readonly finished: number
  readonly total: number
  /** Milliseconds. */
  readonly left?: number
  readonly workspaces: readonly {
    readonly connection: string
    readonly name: string
    readonly finished: number
    readonly total: number
    readonly failed: number
    /** Milliseconds. */
    readonly left?: number
    /** People who were to lose access and get in still: by a read after the last step. */
    readonly remaining?: number
    /** As of the whole. */
    readonly others?: number
    readonly state: 'running' | 'waiting-for-token' | 'waiting-for-server' | 'done' | 'stopped' | 'failed'
    readonly failure?: Failure
  }[]
  readonly counts: Readonly<Record<string, number>>
  /** People who were to lose access and get in still, over all workspaces. */
  readonly remaining?: number
  /**
   * Others who get in against what was chosen, by the same read: held back, with another way in, or there only since it was
   * looked at. Of those workspaces that are over.
   */
  readonly others?: number
  readonly mayUndo: boolean
  readonly failure?: Failure
}

/** Something of an earlier time that can be gone on with. */
export interface Unfinished {
  /** `undo`: the last run, which came to its end: its way back can be looked at. */
  readonly kind: 'run' | 'removal' | 'undo'
  readonly id: string
  /** When it was begun. */
  readonly at: number
  /** Of a removal: the day. */
  readonly on?: string
  readonly people: number
  /** Workspaces that have to be connected first. */
  readonly needs: readonly string[]
}

/** A plan that waits for a decision. */
export interface Waiting {
  readonly plan: string
  readonly since: number
  readonly by: string
  readonly why: readonly string[]
  /** How many people lose access by an approval. */
  readonly go: number
  /** Their addresses, at most 500. */
  readonly who?: readonly string[]
  readonly workspaces: readonly string[]
}
