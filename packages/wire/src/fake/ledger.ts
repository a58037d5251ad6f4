/** One change that a fake made: who asked for it, when, what it did to whom. */
export interface LedgerEntry {
  /** Milliseconds since the epoch, by the fake's clock. */
  readonly at: number
  /** Who called: an e-mail address, or the label of a service account. */
  readonly by: string
  /** The operation in the system's own name (`workspaceRemoveUser`, `deleteWorkspaceUser`). */
  readonly operation: string
  /** The scope it happened in: a workspace id, or `platform`. */
  readonly scope: string
  /** The person it happened to, by e-mail where there is one. */
  readonly target: string
  /** The id that the answer gave the request, where the system gives one. */
  readonly requestId?: string
  readonly detail?: Readonly<Record<string, unknown>>
}

/** Every change since the fake was started, oldest first. Reads are not in it. */
export class Ledger {
  readonly entries: LedgerEntry[] = []

  record(entry: LedgerEntry): void {
    this.entries.push(entry)
  }

  /** The entries of one operation. */
  of(operation: string): LedgerEntry[] {
    return this.entries.filter((entry) => entry.operation === operation)
  }
}
