import { describe, expect, it } from 'vitest'
import { type Change, makePlan, UserAdminError } from '../src/index.ts'
import { keep, people, run } from './apply-worlds.ts'
import { MemoryAdmin, member } from './memory.ts'

const handed = 'What the person owns was handed to bo@example.edu already.'
const refused = new UserAdminError('invalid', 'HTTP 400')
const lost = new UserAdminError('unavailable', 'no answer', { effect: 'unknown' })

describe('that assets were handed over is told', () => {
  it.each<[string, () => Promise<Change>, object]>([
    [
      'where the person still gets in',
      async () => ({ outcome: 'remains', note: 'A group lets the person in.' }),
      { outcome: 'remains', reason: `A group lets the person in. ${handed}` },
    ],
    [
      'where nobody was there any more',
      async () => ({ outcome: 'unchanged' }),
      { outcome: 'unchanged', reason: handed },
    ],
    [
      'where the removal was refused',
      () => Promise.reject(refused),
      { outcome: 'failed', reason: `HTTP 400. ${handed}` },
    ],
    [
      'where the removal’s answers were lost and it did not happen',
      () => Promise.reject(lost),
      { outcome: 'failed', reason: `no answer. ${handed} A read after the run shows that it is not done.` },
    ],
  ])('%s', async (_name, remove, result) => {
    const admin = new MemoryAdmin(people(member('cy@example.edu')))
    admin.remove = remove
    const plan = await makePlan(admin, keep, { assets: { transferTo: { email: 'bo@example.edu' } } })
    expect((await run(admin, keep, {}, plan)).results).toMatchObject([result])
  })

  it('and not where the person was removed as planned', async () => {
    const admin = new MemoryAdmin(people(member('cy@example.edu')))
    const plan = await makePlan(admin, keep, { assets: { transferTo: { email: 'bo@example.edu' } } })
    const [result] = (await run(admin, keep, {}, plan)).results
    expect(result).toMatchObject({ outcome: 'done' })
    expect(result).not.toHaveProperty('reason')
  })
})
