import { describe, expect, it } from 'vitest'
import { makePlan, type Plan, type RosterRow, roster } from '../src/index.ts'
import { MemoryAdmin, member, workspaceScope } from './memory.ts'
import { actions, second, self } from './plan-worlds.ts'

const page = 'https://app.example.com/w/ws1'
const row = (workspace: string | undefined, email: string): RosterRow => ({ workspace, email })
const planned = (names: readonly (string | undefined)[], whole: 'all' | readonly string[]): Promise<Plan> =>
  makePlan(
    new MemoryAdmin([self, second, member('ana@example.edu'), member('cy@example.edu')], workspaceScope),
    roster(
      names.map((name, index) => row(name, ['bo@example.edu', 'ana@example.edu'][index] ?? '')),
      { absent: 'remove', complete: whole },
    ),
  )

describe('a workspace that a roster names in two ways', () => {
  it.each<[string, readonly (string | undefined)[], 'all' | readonly string[], boolean]>([
    ['said for both', ['ws1', 'Data'], ['ws1', 'Data'], true],
    ['said for all', ['ws1', 'Data'], 'all', true],
    ['said for its id and its page', ['ws1', page], [page, 'ws1'], true],
    ['said for the label alone', ['ws1', 'Data'], ['Data'], false],
    ['said for the id alone', ['ws1', 'Data'], ['ws1'], false],
    ['said for its page alone', ['ws1', page], [page], false],
    ['said for a name that no row has', ['ws1', 'Data'], [page], false],
    ['said for the one that is named, and a row names none', ['ws1', undefined], ['ws1'], false],
  ])('is whole only if it is said for both: %s', async (_name, names, whole, is) => {
    const made = await planned(names, whole)
    expect(made.scopes.map((one) => one.whole)).toEqual([is])
    expect(actions(made)).toEqual(is ? ['remove cy@example.edu'] : [])
  })
})
