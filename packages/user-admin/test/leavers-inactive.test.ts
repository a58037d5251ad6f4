import { describe, expect, it } from 'vitest'
import { inactive, makePlan } from '../src/index.ts'
import { MemoryAdmin, member, workspaceScope } from './memory.ts'
import { plan, second, self } from './plan-worlds.ts'

const day = 86_400_000
const cy = member('cy@example.edu')

describe('inactive', () => {
  const since = Date.parse('2026-06-01T00:00:00Z')
  it.each([
    { seen: since - 1, action: 'suspend' as const, step: true },
    { seen: since, action: 'suspend' as const, step: false },
    { seen: since - 1, action: 'remove' as const, step: true },
    { seen: since + day, action: 'remove' as const, step: false },
  ])('last seen at $seen: $action $step', async ({ seen, action, step }) => {
    const all = [self, second, cy].map((one) => ({ ...one, lastSeenAt: one === cy ? seen : since + day }))
    const made = await plan(all, inactive({ since: '2026-06-01', action }))
    expect(made.steps.map(({ email, reason, ...rest }) => [rest.action, email, reason])).toEqual(
      step ? [[action, 'cy@example.edu', 'Last seen 2026-05-31.']] : [],
    )
    expect(made.goal).toEqual({ kind: 'inactive', since: '2026-06-01T00:00:00.000Z', action })
  })

  it('is nobody of whom the system does not say when they were last seen', async () => {
    const made = await plan([self, { ...second, lastSeenAt: since }, cy], inactive({ since }))
    expect(made.steps).toEqual([])
    expect(made.kept.map(({ email, code, reason }) => [email, code, reason])).toEqual([
      ['cy@example.edu', 'last-seen-unknown', 'The system does not say when the person was last seen.'],
      ['me@example.edu', 'last-seen-unknown', 'The system does not say when the person was last seen.'],
    ])
  })

  it('is never the caller nor a protected person', async () => {
    const all = [self, second, cy].map((one) => ({ ...one, lastSeenAt: since - day }))
    const made = await plan(all, inactive({ since }), { policy: { protect: ['cy@example.edu', 'bo@example.edu'] } })
    expect([made.steps, made.kept.map(({ code }) => code)]).toEqual([[], ['protected', 'protected', 'self']])
  })

  it('is unsupported where Houston is among the scopes: it never says', async () => {
    const houston = new MemoryAdmin([self, second], workspaceScope)
    for (const readers of [[houston], [houston, new MemoryAdmin([self, second])]]) {
      const attempt = makePlan(readers, inactive({ since, action: 'remove' }))
      await expect(attempt).rejects.toMatchObject({ problem: 'unsupported' })
      await expect(attempt).rejects.toThrow(
        'Houston does not say when somebody was last seen, so nobody is inactive in Data.',
      )
    }
  })
})
