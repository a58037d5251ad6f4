import { describe, expect, it } from 'vitest'
import type { TickChange } from '../src/state/ticks.ts'
import { companyOf, day, hour, iso, start } from './evidence-worlds.ts'
import { member } from './memory.ts'

describe('evidence of leavers', () => {
  it('says in time, with plan, approval, requests and the read that showed it, of who was taken out', async () => {
    const company = await companyOf(['ana', 'cy'])
    company.later(20 * hour)
    company.show('ana', { status: 'disabled', since: iso(start + 19 * hour) })
    company.later(4 * hour)
    await company.run()
    company.later(hour)
    const evidence = await company.evidence()
    const row = company.row(evidence, 'ana', 'spring')
    expect(row).toMatchObject({
      email: 'ana@example.edu',
      target: 'spring',
      signal: { change: 'disabled', since: iso(start + 19 * hour), before: iso(start), told: iso(start + day) },
      approvedBy: 'nightly',
      acted: { action: 'remove', outcome: 'done' },
      readBackAbsentAt: iso(start + day),
      readBackBy: 'change',
      shown: 'absent',
      residual: 5 * hour,
      verdict: 'met',
    })
    expect(row?.plan).toMatch(/^[0-9a-f]{64}$/u)
    expect(evidence.counts).toEqual({ met: 2, late: 0, remains: 0, held: 0, 'not-covered': 0 })
    expect(evidence.rows.map(({ person, target }) => [person.id, target])).toEqual([
      ['ana', 'data'],
      ['ana', 'spring'],
    ])
  })

  it('counts from the last reading that showed them active where the source gives no time, and says so where that makes it late', async () => {
    const company = await companyOf(['ana'])
    company.later(25 * hour)
    company.show('ana', { status: 'disabled' })
    await company.run()
    const row = company.row(await company.evidence(), 'ana', 'spring')
    expect([row?.verdict, row?.residual]).toEqual(['late', 25 * hour])
    expect(row?.why).toContain('from the first that showed it, it was in time')
  })

  it('never says gone of who is in again, whoever brought them back', async () => {
    const company = await companyOf(['ana'])
    company.show('ana', { status: 'disabled' })
    company.later(hour)
    await company.run()
    company.spring.members.push(member('ana@example.edu', { mark: 'anew' }))
    const row = company.row(await company.evidence(), 'ana', 'spring')
    expect(row).toMatchObject({ verdict: 'remains', acted: { outcome: 'done' } })
    expect(row?.why).toContain('are in again')
    expect(row?.readBackAbsentAt).toBeUndefined()
  })

  it('counts from the last time that they were in', async () => {
    const company = await companyOf(['ana'])
    company.show('ana', { status: 'disabled' })
    company.later(hour)
    await company.run()
    company.spring.members.push(member('ana@example.edu', { mark: 'anew' }))
    company.later(30 * hour)
    await company.run()
    const row = company.row(await company.evidence(), 'ana', 'spring')
    expect(row).toMatchObject({ verdict: 'late', residual: 31 * hour, readBackAbsentAt: iso(start + 31 * hour) })
  })

  it('says remains, with the remedy, of a way in that nothing here closes', async () => {
    const company = await companyOf(['ana'])
    company.data.members = company.data.members.map((one) =>
      one.email === 'ana@example.edu'
        ? { ...one, access: [{ via: 'team', name: 'analysts', role: 'WORKSPACE_EDITOR', managedBy: 'idp' }] }
        : one,
    )
    company.show('ana', { status: 'disabled' })
    company.later(hour)
    await company.run()
    const row = company.row(await company.evidence(), 'ana', 'data')
    expect(row).toMatchObject({ verdict: 'remains' })
    expect(row?.why).toMatch(/team analysts.*Take the person out of/u)
  })

  it('says held of what waits for a person, of what one rejected, and of whom somebody answers for', async () => {
    const company = await companyOf(['ana', 'cy'], {
      policy: { exempt: [{ person: 'cy@example.edu', owner: 'bo@example.edu', until: '2027-01-31' }] },
    })
    company.show('ana', { status: 'disabled' })
    company.show('cy', { status: 'disabled' })
    company.later(hour)
    const { plan } = await company.run({ may: 'report' })
    const waiting = company.row(await company.evidence(), 'ana', 'spring')
    expect(waiting).toMatchObject({ verdict: 'held', plan: plan?.id })
    expect(waiting?.why).toContain(`plan ${plan?.id} waits for a decision since ${iso(start + hour)}`)
    const spared = company.row(await company.evidence(), 'cy', 'spring')
    expect(spared).toMatchObject({ verdict: 'held' })
    expect(spared?.why).toContain('bo@example.edu answers for them until 2027-01-31')
    await company.state.held.reject(plan?.id ?? '', { by: 'eve', reason: 'She stays until Friday.' })
    const rejected = company.row(await company.evidence(), 'ana', 'spring')
    expect([rejected?.verdict, rejected?.why]).toEqual(['held', expect.stringContaining('eve rejected plan')])
  })

  it('names who approved, why and by which ticket, where a person let it through', async () => {
    const company = await companyOf(['ana'])
    company.show('ana', { status: 'disabled' })
    company.later(hour)
    const { plan } = await company.run({ may: 'report' })
    await company.state.held.approve(plan?.id ?? '', { by: 'eve', reason: 'She left.', ticket: 'HR-7' })
    company.later(9 * hour)
    await company.run({ may: 'report' })
    const row = company.row(await company.evidence(), 'ana', 'spring')
    expect(row).toMatchObject({
      verdict: 'met',
      approvedBy: 'eve',
      approval: 'earlier',
      approvedPlan: plan?.id,
      approvalReason: 'She left.',
      ticket: 'HR-7',
      residual: 10 * hour,
    })
  })

  it('says not covered of a target that cannot be read, with the last time that it was', async () => {
    const company = await companyOf(['ana'])
    company.show('ana', { status: 'disabled' })
    company.later(hour)
    await company.run()
    company.trouble.target = company.spring
    company.later(hour)
    const evidence = await company.evidence({
      unopened: [{ target: 'vault', problem: 'unauthenticated', why: 'No credential.' }],
    })
    expect(company.row(evidence, 'ana', 'spring')).toMatchObject({ verdict: 'not-covered' })
    expect(company.row(evidence, 'ana', 'spring')?.why).toContain(`last read at ${iso(start + hour)}`)
    expect(company.row(evidence, 'ana', 'vault')).toMatchObject({ verdict: 'not-covered' })
    expect(company.row(evidence, 'ana', 'data')).toMatchObject({ verdict: 'met' })
  })

  it('says not covered where the source cannot be read whole, of everybody who would be gone', async () => {
    const company = await companyOf(['ana'])
    company.show('ana', { status: 'disabled' })
    company.later(hour)
    await company.run()
    company.trouble.source = 'A page broke off.'
    const evidence = await company.evidence()
    expect(company.row(evidence, 'ana', 'spring')).toMatchObject({ verdict: 'not-covered' })
    expect(evidence.sources).toMatchObject([{ name: 'corp', reading: 'incomplete', why: 'A page broke off.' }])
  })

  it('has a row for a leaver with no access anywhere, and does not believe that while members are matched to nobody', async () => {
    const company = await companyOf(['ana'])
    company.spring.members = company.spring.members.filter(({ email }) => email !== 'ana@example.edu')
    company.data.members = company.data.members.filter(({ email }) => email !== 'ana@example.edu')
    company.show('ana', { status: 'disabled' })
    company.later(hour)
    const evidence = await company.evidence()
    expect(evidence.rows.map(({ target, verdict }) => [target, verdict])).toEqual([['', 'met']])
    company.spring.members.push(member('robot@elsewhere.example'))
    const doubtful = await company.evidence()
    expect(doubtful.rows.map(({ target, verdict }) => [target, verdict])).toEqual([['', 'not-covered']])
    expect(doubtful.rows[0]?.why).toContain('1 member of spring is matched to nobody: look there')
  })

  it('says met of who was found nowhere only where a read showed that in time', async () => {
    const company = await companyOf(['ana', 'cy'])
    const leave = (name: string): void => {
      for (const admin of [company.spring, company.data])
        admin.members = admin.members.filter(({ email }) => email !== `${name}@example.edu`)
      company.show(name, { status: 'disabled' })
    }
    company.later(hour)
    leave('ana')
    await company.run()
    company.later(hour)
    leave('cy')
    // Nothing runs for thirty days: whether somebody else took cy out on the first or on the last nobody can tell.
    company.later(30 * day)
    const evidence = await company.evidence()
    expect(company.row(evidence, 'ana', '')).toMatchObject({
      verdict: 'met',
      residual: hour,
      readBackAbsentAt: iso(start + hour),
      readBackBy: 'run',
    })
    const late = company.row(evidence, 'cy', '')
    expect(late).toMatchObject({ verdict: 'late', residual: 30 * day + hour, readBackBy: 'survey' })
    expect(late?.why).toMatch(/^Has no access that was found: .*In for 721 h at most.*before that no read shows\.$/u)
  })

  it('names the due times of jobs that came to nothing, and not those that were caught up', async () => {
    const company = await companyOf(['ana'])
    const at = (hours: number): string => iso(start + hours * hour)
    const tick = async (hours: number, ...changes: readonly object[]): Promise<void> => {
      const ticks = changes.map((change) => ({ due: at(hours), ...change }) as TickChange)
      await company.state.ticks.note('nightly', 'ops', { at: at(hours), form: 'nightly', ticks })
    }
    company.later(9 * hour)
    const begun = { change: 'begun' }
    await tick(1, begun, { change: 'ended', outcome: 'done', why: 'All of it.' })
    await tick(2, begun, { change: 'ended', outcome: 'failed', why: 'The server was away.' })
    await tick(3, { change: 'missed', why: 'No process was there.' })
    await tick(4, begun, { change: 'broken-off', why: 'Killed.' }, begun, { change: 'ended', outcome: 'held', why: '' })
    await tick(5, begun, { change: 'ended', outcome: 'busy', why: 'Another was at work.' })
    expect((await company.evidence()).missed).toEqual([
      { job: 'nightly', due: at(2), change: 'ended', outcome: 'failed', why: 'The server was away.' },
      { job: 'nightly', due: at(3), change: 'missed', why: 'No process was there.' },
      { job: 'nightly', due: at(5), change: 'ended', outcome: 'busy', why: 'Another was at work.' },
    ])
  })

  it('does not call gone whom a member may be that no source knows', async () => {
    const company = await companyOf(['ana.ruiz'])
    company.show('ana.ruiz', { status: 'disabled' })
    company.later(hour)
    await company.run()
    company.spring.members.push(member('ana.riuz@example.edu'))
    const row = company.row(await company.evidence(), 'ana.ruiz', 'spring')
    expect(row).toMatchObject({ verdict: 'not-covered' })
    expect(row?.why).toContain('ana.riuz@example.edu may be this person')
  })

  it('says locked out of who is suspended, by the survey that shows it', async () => {
    const company = await companyOf(['ana'])
    company.spring.members = company.spring.members.map((one) =>
      one.email === 'ana@example.edu' ? { ...one, status: 'suspended' } : one,
    )
    company.show('ana', { status: 'disabled' })
    company.later(hour)
    const row = company.row(await company.evidence(), 'ana', 'spring')
    expect(row).toMatchObject({ verdict: 'met', shown: 'suspended', readBackBy: 'survey', residual: hour })
    expect(row?.why).toContain('locked out (suspended)')
  })

  it('believes no read from before they left: somebody may have let them in again', async () => {
    const company = await companyOf(['ana'])
    company.show('ana', { status: 'disabled' })
    company.later(hour)
    await company.run()
    company.show('ana', { status: 'active' })
    company.later(hour)
    await company.run()
    // Let in by hand, and taken out by hand after leaving again: no run of ours sees either.
    company.later(10 * hour)
    company.show('ana', { status: 'disabled', since: iso(company.clock.time) })
    company.later(5 * hour)
    await company.run()
    const row = company.row(await company.evidence(), 'ana', 'spring')
    expect(row).toMatchObject({
      verdict: 'met',
      readBackBy: 'run',
      readBackAbsentAt: iso(start + 17 * hour),
      residual: 5 * hour,
    })
  })

  it('says of who is back that they are, and nothing else', async () => {
    const company = await companyOf(['ana'])
    company.show('ana', { status: 'disabled' })
    company.later(hour)
    await company.run()
    company.show('ana', { status: 'active' })
    company.later(hour)
    const evidence = await company.evidence()
    expect([evidence.rows, evidence.back.map(({ person }) => person.id)]).toEqual([[], ['ana']])
  })

  it('says late of who had left before the first reading, and was taken out since', async () => {
    const company = await companyOf(['ana'])
    const strange = member('zoe@example.edu')
    company.spring.members.push(strange)
    company.people.push({ id: 'zoe', email: 'zoe@example.edu', status: 'disabled' })
    company.later(hour)
    await company.run()
    const row = company.row(await company.evidence(), 'zoe', 'spring')
    expect(row).toMatchObject({ verdict: 'late', signal: { change: 'unknown' } })
    expect(row?.residual).toBeUndefined()
  })

  it('tells of stretches in which a target or the source could not be read', async () => {
    const company = await companyOf(['ana'])
    company.trouble.source = 'A page broke off.'
    company.later(day)
    await company.run()
    company.later(day)
    await company.run()
    delete company.trouble.source
    company.later(day)
    await company.run()
    const { unread, sources } = await company.evidence()
    expect(unread).toEqual([
      { subject: 'corp', from: iso(start + day), until: iso(start + 3 * day), runs: 2, why: 'A page broke off.' },
    ])
    expect(sources[0]?.runs).toEqual({ whole: 2, others: 2 })
  })
})
