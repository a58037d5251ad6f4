import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { EvidenceVerification, LeaversEvidence } from '../src/evidence/index.ts'
import { other } from './cli-class.ts'
import { startScene } from './cli-scene.ts'
import { leaving } from './evidence-scene.ts'

describe('evidence', () => {
  it('is written by one line, signed by the key of the configuration, and verified by another', async () => {
    await using made = await leaving(12, 2)
    const { scene } = made
    const { code, json } = await scene.run(['evidence', 'leavers', '--out', 'proof', '--json'])
    expect([code, json.data]).toMatchObject([0, { counts: { met: 2 }, rows: 2, signed: true }])
    const { rows } = JSON.parse(await readFile(join(scene.folder, 'proof/leavers.json'), 'utf8')) as LeaversEvidence
    expect(rows[0]).toMatchObject({ approvedBy: 'tester@example.edu', ticket: 'HR-7', approvalReason: 'They left.' })
    expect(rows[0]?.acted?.requests.length).toBeGreaterThan(0)
    const verified = await scene.run(['evidence', 'verify', 'proof', '--key', 'audit.pub.pem', '--json'])
    const { verification } = verified.json.data as { readonly verification: EvidenceVerification }
    expect([verified.code, verification.verdict, verification.faults]).toEqual([0, 'proved', []])
    const trail = await scene.run([
      'evidence',
      'verify',
      'proof',
      '--key',
      'audit.pub.pem',
      '--person',
      'student1@example.edu',
    ])
    expect(trail.stdout).toMatch(
      /corp shows student1@example\.edu as disabled[\s\S]*approved by tester@example\.edu[\s\S]*ticket HR-7[\s\S]*requests [\s\S]*read back: not there[\s\S]*Proved:/u,
    )
    await scene.file('proof/index.html', 'Nothing to see.')
    const broken = await scene.run(['evidence', 'verify', 'proof'])
    expect([broken.code, broken.stdout]).toEqual([1, expect.stringContaining('index.html was changed')])
  }, 180_000)

  it('says who has access to what, and exits with 7 where somebody who left is in, or a target cannot be read', async () => {
    await using made = await leaving(12, 1)
    const { scene, fake } = made
    const access = await scene.run(['evidence', 'access', '--out', 'access', '--json'])
    expect([access.code, access.json.data]).toMatchObject([0, { people: 23 }])
    await (await other(fake)).invite({ email: 'student1@example.edu' })
    const still = await scene.run(['evidence', 'leavers', '--out', 'still', '--since', '2d'])
    expect([still.code, still.stdout]).toEqual([7, expect.stringContaining('remains')])
    const again = await scene.run(['evidence', 'leavers', '--out', 'still'])
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('is there already')])
    await rm(join(scene.folder, 'creds'), { recursive: true })
    const blind = await scene.run(['evidence', 'leavers', '--out', 'blind', '--json'])
    expect([blind.code, blind.json.data]).toMatchObject([6, { counts: { 'not-covered': 2, met: 0 } }])
    expect((await scene.run(['evidence', 'verify', 'blind', '--key', 'audit.pub.pem'])).code).toBe(0)
  }, 180_000)

  it.each<[string, readonly string[], RegExp]>([
    ['no folder', ['leavers'], /--out/u],
    [
      'an end before the beginning',
      ['leavers', '--out', 'x', '--since', '1d', '--until', '2d'],
      /--since lies before/u,
    ],
    ['a source that there is not', ['leavers', '--out', 'x', '--source', 'crop'], /crop/u],
    ['a folder that there is not', ['verify', 'nowhere'], /nowhere is no folder/u],
  ])('refuses %s', async (_name, words, says) => {
    await using scene = await startScene()
    await scene.configure({ targets: {}, sources: { corp: { kind: 'csv', file: 'people.csv' } } })
    const { code, stdout, stderr } = await scene.run(['evidence', ...words])
    expect(code).toBeGreaterThan(0)
    expect(stdout + stderr).toMatch(says)
  })
})
