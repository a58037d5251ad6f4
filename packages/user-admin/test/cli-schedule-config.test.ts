import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readConfig } from '../src/cli/config/config.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'user-admin-jobs-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** A configuration whose only job has these lines; the first of them is line 13. */
const withJob = (lines: string): string => `version: 1
targets:
  spring: { system: aac, region: us1, credential: { file: spring.json } }
  classes:
    system: houston
    url: https://houston.example.com
    workspaces: all
    credential: { env: HOUSTON_TOKEN }
sources:
  corp: { kind: csv, file: corp.csv }
jobs:
  nightly:
${lines}`
const times = '    cron: "0 2 * * *"\n    timeZone: Europe/Berlin\n'
const leavers = '    goal: { leavers: corp }\n'

async function refusal(text: string): Promise<string> {
  const file = join(folder, 'user-admin.yaml')
  await writeFile(file, text)
  const error = await readConfig(file).catch((reason: unknown) => reason)
  expect(error).toMatchObject({ name: 'UsageError' })
  return (error as Error).message.replaceAll(file, '')
}

describe('the jobs of a configuration', () => {
  it.each([
    ['leavers of a source', '{ leavers: corp, action: remove }'],
    ['leavers by name', '{ leavers: [ana@example.edu] }'],
    ['leavers of a file', '{ leavers: { file: gone.csv } }'],
    ['people who stay', '{ keepOnly: [me@example.edu, "@staff.example"] }'],
    ['people who stay, and roles', '{ keepOnly: { people: [me@example.edu], file: staff.csv, roles: [ADMIN] } }'],
    ['nobody but me', '{ keepOnly: only-me }'],
    ['the people of a source', '{ keepOnly: corp }'],
    ['a roster', '{ roster: { file: teams.csv }, absent: remove }'],
    ['a roster of a source', '{ roster: corp }'],
    ['who was not seen', '{ inactive: 90d, action: suspend }'],
    ['who was not seen since a day', '{ inactive: 2026-01-31 }'],
  ])('have a goal: %s', async (_name, goal) => {
    const file = join(folder, 'user-admin.yaml')
    await writeFile(
      file,
      withJob(`${times}    goal: ${goal}
    targets: [spring, classes/Data]
    assets: { transferTo: head@example.edu }
    missed: skip
    jitter: 10m
    windows: ["mon-fri 01:00-05:00"]
    freezes: [{ from: 2026-12-20, until: 2027-01-06, reason: Year end }]
    notice: { days: 7, file: notice.csv }
audit: { sign: { file: audit.pem } }
`),
    )
    const { jobs, audit } = await readConfig(file)
    expect(jobs?.['nightly']).toMatchObject({ missed: 'skip', freezes: [{ from: '2026-12-20' }] })
    expect(audit).toEqual({ sign: { file: 'audit.pem' } })
  })

  it.each<[string, string, string]>([
    ['no time zone', `    cron: "0 2 * * *"\n${leavers}`, ':12:3: jobs.nightly.timeZone must be a time zone'],
    [
      'another time zone',
      `    cron: "0 2 * * *"\n    timeZone: Europe/Berlim\n${leavers}`,
      ':14:15: jobs.nightly.timeZone must be a time zone, such as Europe/Berlin or UTC.',
    ],
    [
      'six fields',
      `    cron: "0 0 2 * * *"\n    timeZone: UTC\n${leavers}`,
      ':13:11: jobs.nightly.cron cannot be meant: The cron expression "0 0 2 * * *" has five fields',
    ],
    ['a time that there is not', `    cron: "0 25 * * *"\n    timeZone: UTC\n${leavers}`, ':13:11: jobs.nightly.cron '],
    ['no goal', times, ':12:3: jobs.nightly.goal must be a goal.'],
    [
      'two goals',
      `${times}    goal: { leavers: corp, roster: corp }\n`,
      ':15:11: jobs.nightly.goal must have exactly one of leavers, keepOnly, roster, inactive.',
    ],
    [
      'an action of a roster',
      `${times}    goal: { roster: corp, action: remove }\n`,
      ':15:11: jobs.nightly.goal has action, which only leavers and inactive have: leave it out.',
    ],
    [
      'absent of leavers',
      `${times}    goal: { leavers: corp, absent: remove }\n`,
      ':15:11: jobs.nightly.goal has absent, which only roster has: leave it out.',
    ],
    [
      'a source that there is not',
      `${times}    goal: { leavers: corq }\n`,
      ':15:22: jobs.nightly.goal.leavers names no source: did you mean corp?',
    ],
    [
      'a target that there is not',
      `${times}${leavers}    targets: [spring, summer]\n`,
      ':16:23: jobs.nightly.targets.2 names no target',
    ],
    ['nobody who stays', `${times}    goal: { keepOnly: {} }\n`, ':15:23: jobs.nightly.goal.keepOnly '],
    ['an empty list', `${times}    goal: { leavers: [] }\n`, ':15:22: jobs.nightly.goal.leavers '],
    ['a length that is none', `${times}${leavers}    jitter: 10 min\n`, ':16:13: jobs.nightly.jitter must be a length'],
    [
      'a window that is none',
      `${times}${leavers}    windows: ["mon-fri 01:00-05:00", "weekends"]\n`,
      ':16:38: jobs.nightly.windows.2 ',
    ],
    [
      'a freeze that ends before it begins',
      `${times}${leavers}    freezes: [{ from: 2027-01-06, until: 2026-12-20 }]\n`,
      ':16:15: jobs.nightly.freezes.1 ends before it begins.',
    ],
    [
      'a day that there is not',
      `${times}${leavers}    freezes: [{ from: 2026-02-30, until: 2026-03-20 }]\n`,
      ':16:23: jobs.nightly.freezes.1.from is no day of the calendar.',
    ],
    [
      'a notice of no days',
      `${times}${leavers}    notice: { days: 0, file: a.csv }\n`,
      ':16:21: jobs.nightly.notice.days must be a number of days from 1 to 90.',
    ],
    [
      'a misspelt name',
      `${times}${leavers}    jiter: 10m\n`,
      ':16:5: jobs.nightly.jiter is not known here; did you mean jitter?',
    ],
    [
      'a key in the file',
      `${times}${leavers}audit: { sign: SECRET }\n`,
      ':16:16: audit.sign must say where the secret is, and not hold it',
    ],
  ])('are refused with the line: %s', async (_name, lines, says) => {
    const message = await refusal(withJob(lines))
    expect(message).toContain(says)
    expect(message).not.toContain('SECRET')
  })
})
