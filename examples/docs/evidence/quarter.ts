import { mkdtemp, readFile } from 'node:fs/promises'
import { HoustonClient } from '@user-admin/houston-client'
import { houstonWorkspace, newHeadKey, peopleSource } from 'user-admin'
import { openState } from 'user-admin/node'

const { HOUSTON_URL: url = 'https://houston.example.com' } = process.env
const token = (await readFile('houston.token', 'utf8')).trim()
const team = await houstonWorkspace(new HoustonClient({ url, token }), 'Class 1')
const corp = peopleSource('corp', () => [
  { id: '1', email: 'ana@example.edu', status: 'active' },
  { id: '2', email: 'head@example.edu', status: 'active' },
])
const { privateKey, publicKey } = await newHeadKey()
using state = await openState({ folder: await mkdtemp('state-') })

// #region
import { leaversEvidence, plansFor, surveyOf, verifyEvidence, writeEvidence } from 'user-admin/evidence'

const survey = await surveyOf({ targets: [{ name: 'team', reader: team }], sources: [corp], state })
const evidence = await leaversEvidence({
  rows: state.journal.rows(),
  plan: (id) => state.plan(id),
  survey,
  since: '2026-07-01T00:00:00Z',
  until: '2026-10-01T00:00:00Z',
  sla: 24 * 3_600_000,
})
const plans = plansFor(evidence, state.journal, (id) => state.plan(id))
await writeEvidence('evidence-q3', { evidence, survey, journal: state.journal, plans, key: privateKey, by: 'ana' })
console.log(await verifyEvidence('evidence-q3', { publicKey }))
// #endregion
