import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { accessEvidence, type EvidenceVerification, verifyEvidence, writeEvidence } from '../src/evidence/index.ts'
import { newHeadKey, type Plan, type State } from '../src/index.ts'
import { type Company, companyOf, hour } from './evidence-worlds.ts'
import { member } from './memory.ts'

const folders: string[] = []
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true })
})
async function newFolder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'user-admin-evidence-'))
  folders.push(made)
  return made
}

/** A company in which somebody left, and the folder of it. */
async function written(key?: string): Promise<{ readonly out: string; readonly company: Company }> {
  const company = await companyOf(['ana', 'cy'])
  company.show('ana', { status: 'disabled', name: "=cmd|' /C calc'!A0 <script>alert(1)</script>" })
  company.later(hour)
  await company.run()
  company.spring.members.push(member('robot@elsewhere.example'))
  const survey = await company.survey()
  const evidence = await company.evidence()
  const out = join(await newFolder(), 'leavers')
  await writeEvidence(out, {
    evidence,
    survey,
    journal: company.state.journal,
    plans: plansOf(company.state),
    by: 'eve',
    ...(key === undefined ? {} : { key }),
  })
  return { out, company }
}
async function* plansOf(state: State): AsyncGenerator<Plan> {
  yield* state.plans()
}
const said = ({ verdict, faults }: EvidenceVerification): readonly unknown[] => [verdict, faults]

describe('a folder of evidence', () => {
  it('is proved by the public key of who made it, and by nobody else’s', async () => {
    const [own, strange] = [await newHeadKey(), await newHeadKey()]
    const { out } = await written(own.privateKey)
    expect(said(await verifyEvidence(out, { publicKey: own.publicKey }))).toEqual(['proved', []])
    expect(said(await verifyEvidence(out))).toEqual(['consistent', []])
    const other = await verifyEvidence(out, { publicKey: strange.publicKey })
    expect(other.verdict).toBe('broken')
    expect(other.faults[0]).toContain('was signed with the key')
  })

  it('that is not signed is consistent, and broken where a key should vouch for it', async () => {
    const { out } = await written()
    const { verdict, notes, rows, journal } = await verifyEvidence(out)
    expect([verdict, rows, journal > 5]).toEqual(['consistent', 2, true])
    expect(notes[0]).toContain('No public key was given')
    expect((await verifyEvidence(out, { publicKey: (await newHeadKey()).publicKey })).verdict).toBe('broken')
  })

  it('is readable for its owner only, and takes the place of nothing', async () => {
    const { out, company } = await written()
    const names = (await readdir(out, { recursive: true })).filter((name) => name !== 'plans')
    if (process.platform !== 'win32')
      for (const name of names) expect((await stat(join(out, name))).mode & 0o777).toBe(0o600)
    const again = writeEvidence(out, {
      evidence: await company.evidence(),
      journal: company.state.journal,
      plans: [],
      by: 'eve',
    })
    await expect(again).rejects.toMatchObject({ problem: 'conflict' })
  })

  it('has a page that runs nothing and asks nobody, and a table that starts no formula', async () => {
    const { out } = await written()
    const page = await readFile(join(out, 'index.html'), 'utf8')
    expect(page).not.toMatch(/<script|https?:\/\/(?!us1\.|houston\.)|<link|<img|url\(|@import/iu)
    expect(page).toContain('&lt;script&gt;alert(1)')
    expect(page).toContain("default-src 'none'")
    expect(await readFile(join(out, 'leavers.csv'), 'utf8')).toMatch(/,"?'=cmd\|/u)
  })

  it('tells the way of one person from the source to the read that showed them out', async () => {
    const { out } = await written()
    const { trails = [] } = await verifyEvidence(out, { person: 'ANA@example.edu' })
    expect(trails.map(({ row }) => row.target)).toEqual(['data', 'spring'])
    const facts = trails[1]?.facts.map(({ says }) => says).join('\n') ?? ''
    expect(facts).toMatch(
      /corp shows ana@example\.edu as disabled[\s\S]*read corp and planned[\s\S]*approved by nightly[\s\S]*About to take ana@example\.edu out[\s\S]*done[\s\S]*read back: not there[\s\S]*Shown out by the read after the change[\s\S]*The survey: met/u,
    )
  })

  it('leaves nothing behind where it cannot be written whole', async () => {
    const company = await companyOf(['ana'])
    const parent = await newFolder()
    const evidence = await company.evidence()
    const journal = {
      lines: async function* () {
        yield* []
      },
    }
    await expect(writeEvidence(join(parent, 'x'), { evidence, journal, plans: [], by: 'eve' })).rejects.toMatchObject({
      problem: 'conflict',
    })
    await expect(
      writeEvidence(join(parent, 'y'), {
        evidence,
        journal: company.state.journal,
        plans: [],
        by: 'eve',
        key: 'none',
      }),
    ).rejects.toMatchObject({ problem: 'invalid' })
    const nowhere = writeEvidence(join(parent, 'no', 'x'), {
      evidence,
      journal: company.state.journal,
      plans: [],
      by: 'eve',
    })
    await expect(nowhere).rejects.toMatchObject({ problem: 'unavailable' })
    expect(await readdir(parent)).toEqual([])
  })

  it('finds evidence that says more than journal, plans and survey show, though every digest fits', async () => {
    const { out, company } = await written()
    const evidence = await company.evidence()
    const survey = await company.survey()
    const rows = evidence.rows.map((row) => ({ ...row, residual: 1, why: 'All is well.' }))
    const parent = await newFolder()
    await writeEvidence(join(parent, 'x'), {
      evidence: { ...evidence, madeAt: survey.at, rows },
      survey,
      journal: company.state.journal,
      plans: plansOf(company.state),
      by: 'eve',
    })
    const { verdict, faults } = await verifyEvidence(join(parent, 'x'))
    expect([verdict, faults[0]]).toEqual([
      'broken',
      expect.stringContaining('says of ana@example.edu in data what the folder does not show'),
    ])
    await writeFile(join(out, 'index.html'), 'Nothing to see.')
    expect((await verifyEvidence(out)).faults).toEqual([
      'index.html was changed: it is not what manifest.json names.',
      'index.html says other things than leavers.json.',
    ])
  })

  it('holds who has access to what, as it was read', async () => {
    const company = await companyOf(['ana'])
    const evidence = await accessEvidence({
      targets: [{ name: 'spring', reader: company.spring }],
      unopened: [{ target: 'vault', why: 'No credential.' }],
      head: await company.state.journal.head(),
      now: () => company.clock.time,
    })
    expect(evidence.targets.map(({ target, read }) => [target, read])).toEqual([
      ['spring', 'whole'],
      ['vault', 'failed'],
    ])
    expect(evidence.rows.find(({ email }) => email === 'ana@example.edu')).toMatchObject({
      target: 'spring',
      status: 'active',
      access: { via: 'direct' },
    })
    const out = join(await newFolder(), 'access')
    await writeEvidence(out, { evidence, journal: company.state.journal, plans: [], by: 'eve' })
    expect(said(await verifyEvidence(out))).toEqual(['consistent', []])
    const [, ...others] = evidence.rows
    const [spring, vault] = evidence.targets
    if (spring === undefined || vault === undefined) throw new Error('There are two.')
    const [first] = others
    if (first === undefined) throw new Error('There are many.')
    for (const [number, forged, fault] of [
      [1, { rows: others }, 'access.json says that spring has 23 members, and has rows of 22.'],
      [
        2,
        { rows: [...evidence.rows, { ...first, target: 'attic' }] },
        'has a row of attic, which is none of its targets',
      ],
      [3, { targets: [spring, spring] }, 'access.json names a target twice.'],
      [4, { targets: [spring, { ...vault, members: 1 }] }, 'could not be read, and who is in it'],
    ] as const) {
      const other = join(await newFolder(), `access-${number}`)
      const made = { ...evidence, ...forged }
      await writeEvidence(other, { evidence: made, journal: company.state.journal, plans: [], by: 'eve' })
      const { verdict, faults } = await verifyEvidence(other)
      expect([verdict, faults.join(' ')]).toEqual(['broken', expect.stringContaining(fault)])
    }
  })

  it('is written beside what another process of the same number had left, and leaves that alone', async () => {
    const company = await companyOf(['ana'])
    const evidence = await accessEvidence({ targets: [], head: await company.state.journal.head() })
    const parent = await newFolder()
    const left = join(parent, `.access.${process.pid}.new`)
    await mkdir(left)
    const given = { evidence, journal: company.state.journal, plans: [], by: 'eve' }
    await writeEvidence(join(parent, 'access'), given)
    expect((await readdir(parent)).toSorted()).toEqual([basename(left), 'access'])
  })
})
