import { describe, expect, it } from 'vitest'
import { applyPlan, inactive, keepOnly, type Member, makePlan, type Plan, roster, summarise } from '../src/index.ts'
import { crowd, MemoryAdmin, member, platformScope, workspaceScope } from './memory.ts'

const self = member('me@example.edu', { admin: true })
const second = member('bo@example.edu', { admin: true })
const team = member('t@example.edu', { access: [{ via: 'team', name: 'ops', role: '', managedBy: 'idp' }] })
const now = (): number => Date.parse('2026-11-22T05:10:59.000Z')
const planned = (people: readonly Member[], goal = keepOnly(['bo@example.edu']), options = {}): Promise<Plan> =>
  makePlan(new MemoryAdmin(people), goal, { now, ...options })
/** The plan as if it had said this too. */
const saying = async (more: Partial<Plan>): Promise<string> =>
  summarise({ ...(await planned([self, second])), ...more }, { rows: 2 })
const rows = (text: string, title: string): string[] => {
  const lines = text.split('\n')
  const from = lines.findIndex((line) => line.startsWith(title))
  const to = lines.findIndex((line, index) => index > from && line === '')
  return from === -1 ? [] : lines.slice(from, to === -1 ? undefined : to)
}

describe('summarise', () => {
  it('shows a plan: place, counts, steps, what is held and why, what cannot be undone, the id', async () => {
    const plan = await planned([self, second, ...crowd(18)], undefined, { assets: 'leave' })
    expect(
      summarise(plan, { rows: 2 }),
    ).toBe(`Plan for workspace spring-class (41877) at https://us1.alteryxcloud.com, read 2026-11-22 05:10 UTC
  20 people read; 18 to remove; 1 left alone

  Why: Not on the list of people to keep.
  ACTION  PERSON            HELD BY  EFFECT
  remove  p000@example.edu  per-run  take p000@example.edu out of workspace spring-class
  remove  p001@example.edu  per-run  take p001@example.edu out of workspace spring-class
  … and 16 more

Held back: 18 of 18
  per-run (18): 18 removals among 20 people are more than the 5 that one run may do unasked. If these 18 are meant, release per-run for this plan.

Left alone (1)
  1 whose credential is used (self).

Cannot be undone
  18 steps: What the person owns leaves the workspace too; only the vendor’s support can bring it back, within 14 days.

Assets: what 18 people own (how much is unknown) is left to disappear with them.
rolling: not checked (needs state)
Plan id ${plan.id}
`)
  })

  it('shows a plan with nothing to do, and what cannot be done here with its effect', async () => {
    const plan = await makePlan(
      new MemoryAdmin([self, second, team], workspaceScope),
      keepOnly(['bo@example.edu', 'me@example.edu']),
      { now },
    )
    expect(
      summarise(plan),
    ).toBe(`Plan for workspace Data (ws1) at https://houston.example.com, read 2026-11-22 05:10 UTC
  3 people read; nothing to do

Cannot be done here (1)
  take t@example.edu out of workspace Data: ${plan.blocked[0]?.reason} ${plan.blocked[0]?.remedy}

rolling: not checked (needs state)
Plan id ${plan.id}
`)
  })

  it('names a platform as one, and shows ten steps unless told otherwise', async () => {
    const plan = await makePlan(
      new MemoryAdmin([self, second], platformScope),
      roster(crowd(12).map(({ email }) => email)),
      { now },
    )
    const text = summarise(plan)
    expect(text).toContain(
      'Plan for the whole platform example.com at https://houston.example.com, read 2026-11-22 05:10 UTC\n  2 people read; 12 to invite\n',
    )
    expect(text).toContain(
      'invite  p009@example.edu  -        invite p009@example.edu to the platform example.com\n  … and 2 more\n',
    )
    expect(text).not.toContain('Held back')
    expect(text).toContain('Mails: 12 invitations will be mailed.\n')
  })

  it('counts each kind of step, and gives each its reason where they differ', async () => {
    const people = [self, second, member('a@example.edu'), member('b@example.edu')]
    const goal = roster([{ email: 'a@example.edu', roles: ['editor'] }, 'new@example.edu', 'bo@example.edu'], {
      absent: 'suspend',
    })
    const text = summarise(await planned(people, goal))
    expect(text).toContain('4 people read; 1 to invite, 1 to give other roles, 1 to suspend')
    expect(text).toMatch(/^ {2}ACTION {5}PERSON +HELD BY {2}REASON +EFFECT\n/m)
    expect(text).toMatch(/ Not on the roster\. +suspend\n/)
  })

  it('leaves invitations out before it leaves out what is taken', async () => {
    const goal = roster(['bo@example.edu', ...crowd(9).map(({ email }) => email)], { absent: 'remove' })
    const text = summarise(await planned([self, second, member('z@example.edu')], goal), { rows: 2 })
    expect(rows(text, '  ACTION').map((line) => line.trim().split(/\s+/)[1])).toEqual([
      'PERSON',
      'p000@example.edu',
      'z@example.edu',
      'and',
    ])
    expect(text).toContain('… and 8 more: 8 to invite\n')
  })

  it('lines columns up for letters that are two wide, or none', async () => {
    const people = ['王@example.edu', 'e\u0301@example.edu', 'x@example.edu'].map((email) => member(email))
    const lines = rows(summarise(await planned([self, second, ...people])), '  ACTION').slice(1)
    const gaps = lines.map((line) => line.slice(0, line.indexOf('small-scope')))
    expect(gaps.map((gap) => gap.normalize('NFC').replace('王', 'ww').length)).toEqual([26, 26, 26])
  })

  it('names whoever only looks like somebody, or may be two, and counts the others', async () => {
    const one = (code: Plan['kept'][number]['code'], name: string): Plan['kept'][number] => ({
      scope: 's',
      id: name,
      email: `${name}@example.edu`,
      code,
      reason: `The reason of ${name}.`,
    })
    const text = await saying({
      kept: [
        one('look-alike', 'a'),
        one('protected', 'b'),
        one('protected', 'c'),
        one('ambiguous', 'd'),
        one('collision', 'e'),
      ],
    })
    expect(rows(text, 'Left alone')).toEqual([
      'Left alone (5)',
      '  1 whose address looks like a listed one (look-alike), 2 protected by the policy (protected), 1 whom the list does not name clearly (ambiguous), 1 whom the directory gives two states (collision).',
      '  a@example.edu: The reason of a.',
      '  d@example.edu: The reason of d.',
      '  … and 1 more',
    ])
  })

  it('says that an end is unknown, and what is not shown', async () => {
    const admin = Object.assign(new MemoryAdmin([self, second, member('z@example.edu')], workspaceScope), {
      unseen: async () => ['System roles, which open every workspace, are not shown.'],
    })
    const text = summarise(await makePlan(admin, keepOnly(['bo@example.edu'])))
    expect(rows(text, 'Not shown')).toEqual([
      'Not shown to this credential, so the end of 1 step is unknown',
      '  System roles, which open every workspace, are not shown.',
    ])
  })

  it.each<[string, Partial<Plan>, readonly string[]]>([
    [
      'what waits',
      { later: [{ scope: 's', email: 'a@example.edu', what: 'put a@example.edu into team ops' }] },
      ['Waits until the person has accepted (1)', '  put a@example.edu into team ops'],
    ],
    [
      'who is on a list and not here',
      {
        missing: [
          { entry: 'an@example.edu', nearest: ['ana@example.edu', 'anb@example.edu'] },
          { entry: '7', nearest: [] },
        ],
      },
      ['On a list, and nobody here (2)', '  an@example.edu (ana@example.edu or anb@example.edu?)', '  7'],
    ],
    [
      'whom the directory does not know',
      { unmatched: [{ scope: 's', email: '', id: '7', nearest: [] }] },
      ['Not known to the directory, and left alone for that (1)', '  somebody without an address (id 7)'],
    ],
  ])('shows %s', async (_name, more, lines) => {
    expect(rows(await saying(more), lines[0] ?? '')).toEqual(lines)
  })

  it.each([
    [undefined, 'nobody has decided about what one person owns (how much is unknown).'],
    ['leave' as const, 'what one person owns (how much is unknown) is left to disappear with them.'],
    [
      { transferTo: { email: 'bo@example.edu' } },
      'what one person owns (how much is unknown) is handed to bo@example.edu.',
    ],
    [
      {
        transferTo: 'leave' as const,
        except: [{ of: { email: 'z@example.edu' }, transferTo: { email: 'bo@example.edu' } }],
      },
      'what one person owns (how much is unknown) is left to disappear with them, but that of z@example.edu is handed to bo@example.edu.',
    ],
  ])('never calls assets none: %j', async (assets, line) => {
    const text = summarise(await planned([self, second, member('z@example.edu')], undefined, { assets }))
    expect(text).toContain(`\nAssets: ${line}\n`)
  })

  it('says where who is absent is left alone, and what a directory said', async () => {
    const partial = await planned(
      [self, second, member('z@example.edu')],
      roster(['bo@example.edu'], { absent: 'remove', complete: [] }),
    )
    expect(summarise(partial)).toContain(
      'Who is absent is left alone in spring-class: the list does not say that it is complete there.',
    )
    const text = await saying({
      goal: {
        kind: 'leavers',
        action: 'remove',
        people: [],
        source: {
          name: 'entra',
          state: 'complete',
          people: 1200,
          active: 1150,
          digest: '0123456789abcdef',
          proof: 'The last page said so.',
        },
      },
      notChecked: [],
    })
    expect(text).toContain(
      '\nSource: entra, 1,200 people, 1,150 active, digest 0123456789ab. The last page said so.\nPlan id ',
    )
  })

  it('says nothing of what is empty', async () => {
    const admin = new MemoryAdmin([{ ...self, lastSeenAt: 9e12 }])
    const plan = await makePlan(admin, inactive({ since: '2026-01-31' }), { now })
    expect(summarise({ ...plan, notChecked: [] })).toBe(
      `Plan for workspace spring-class (41877) at https://us1.alteryxcloud.com, read 2026-11-22 05:10 UTC\n  1 person read; nothing to do\n\nPlan id ${plan.id}\n`,
    )
  })

  it('lets no name forge a line, move the cursor or turn the reading order', async () => {
    const email = 'a@example.edu\r\n\nPlan id 000\u2028\u0085\u001B[2J\u009B1A\u202Egnp\u2066\u200B'
    const text = summarise(await planned([self, second, member(email), member('z@example.edu')]))
    expect(text).toContain('a@example.edu Plan id 000 [2J1Agnp')
    expect(text.match(/^Plan id/gm)).toHaveLength(1)
    expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\u2028\u2029]/u)
  })

  it('refuses a format that there is not', async () => {
    const plan = await planned([self, second])
    const format = 'html' as 'markdown'
    expect(() => summarise(plan, { format })).toThrow('format is "html": there are terminal, markdown.')
  })
})

describe('summarise of a report', () => {
  const approve = { by: 'ana', release: ['small-scope'] as const }

  it('shows how steps ended, what did not go as promised, who is left', async () => {
    const admin = new MemoryAdmin([self, second, ...['a', 'b', 'c'].map((name) => member(`${name}@example.edu`))])
    const plan = await makePlan(admin, keepOnly(['bo@example.edu']), { assets: 'leave' })
    admin.members = admin.members.map((one) =>
      one.email === 'a@example.edu' || one.email === 'b@example.edu' ? { ...one, mark: 'x' } : one,
    )
    const { release, by } = approve
    const report = await applyPlan(admin, plan, { approve: { id: plan.id, by }, release })
    expect(summarise(report)).toBe(`Ended: 1 done, 2 skipped
  2 skipped: The membership has changed.
    take a@example.edu out of workspace spring-class
    take b@example.edu out of workspace spring-class
Read again: 2 left
  2 as above: The membership has changed.
`)
    expect(summarise(report, { rows: 1 })).toContain('\n    … and 1 more\nRead again: 2 left\n')
    expect(summarise(report, { format: 'markdown' })).toContain(
      '- 2 skipped: The membership has changed.\n  - take `a@example.edu` out of workspace spring-class\n  - take `b',
    )
  })

  it('shows a report of nothing, and one without the read at the end', async () => {
    const admin = new MemoryAdmin([self, second])
    const plan = await makePlan(admin, keepOnly(['bo@example.edu', 'me@example.edu']))
    const approval = { id: plan.id, by: 'ana' }
    expect(summarise(await applyPlan(admin, plan, { approve: approval }))).toBe(
      'Nothing was to be done.\nRead again: 0 left\n',
    )
    const stopped = await applyPlan(admin, plan, { approve: approval, signal: AbortSignal.abort() })
    expect(summarise(stopped)).toContain('The run was stopped before the scope was read again.')
    const { notRead: _notRead, ...bare } = stopped
    expect(summarise(bare)).toContain('The scope was not read again.')
  })
})
