import { UserAdminError } from '../../errors.ts'

/** How a fake Microsoft Graph is set up. */
export interface FakeGraphOptions {
  /** Objects a page. Default 100. */
  readonly pageSize?: number | undefined
}

/** A fake Microsoft Graph, on loopback. */
export interface FakeGraph {
  /** `http://127.0.0.1:<port>`: the `endpoint` of a source. */
  readonly url: string
  close(): Promise<void>
}

/** Starts a Microsoft Graph that keeps users, groups and deletions in memory. */
export async function startFakeGraph(_options: FakeGraphOptions = {}): Promise<FakeGraph> {
  throw new UserAdminError('unsupported', 'Not written yet.')
}
