import canonicalize from 'canonicalize'
import { UserAdminError } from '../errors.ts'
import { rowOf } from '../journal/chain.ts'
import { linesOf } from '../journal/export.ts'
import type { SignedHead } from '../journal/head.ts'
import type { Row } from '../journal/journal.ts'
import type { HeadKey } from '../journal/keys.ts'
import { verify } from '../journal/verify.ts'
import { type Plan, planId } from '../plan/plan.ts'
import { times } from '../summary/words.ts'
import type { AccessEvidence } from './access.ts'
import { contradictionsIn } from './access-check.ts'
import { type EvidenceVerification, Findings } from './findings.ts'
import { jsonText, openFolder, type Reading } from './folder.ts'
import type { LeaverRow, LeaversEvidence } from './form.ts'
import { leaversEvidence } from './leavers.ts'
import { form, isName, type Manifest, manifestIn, manifestName, signatureFault, signatureName } from './manifest.ts'
import { pageOf } from './page.ts'
import type { Survey } from './survey-form.ts'
import { tableOf } from './tables.ts'
import { trailsOf } from './trail.ts'

/** What {@link verifyEvidence} takes besides the folder. */
export interface VerifyEvidenceOptions {
  /** The public key of whoever made it. Without, a folder that was made anew as a whole does not show. */
  readonly publicKey?: HeadKey | undefined
  /** Whose trails are wanted besides, by address or id. */
  readonly person?: string | undefined
}

/**
 * Says whether a folder of evidence is as it was made, and whether what it says follows from what it holds. It needs no
 * state, no configuration and no network.
 *
 * @throws {UserAdminError} `not-found` where there is no folder; `invalid` for what is no public key.
 */
export async function verifyEvidence(
  folder: string,
  { publicKey, person }: VerifyEvidenceOptions = {},
): Promise<EvidenceVerification> {
  const reading = await openFolder(folder)
  const found = new Findings()
  const text = await found.text(reading, manifestName)
  const manifest = text === undefined ? undefined : found.tried(() => manifestIn(text))
  if (text === undefined || manifest === undefined) return found.said('broken')
  found.manifest = manifest
  if (publicKey === undefined)
    found.notes.push('No public key was given: whether somebody else made all of it anew is not shown.')
  else found.add(await signatureFault(text, await signatureIn(reading), publicKey))
  await checkFiles(reading, manifest, found)
  const rows = await journalOf(reading, manifest, publicKey, found)
  const plans = await plansOf(reading, found)
  const evidence = await evidenceOf(reading, manifest, found)
  if (evidence !== undefined && rows !== undefined) {
    found.rows = evidence.rows.length
    await checkAgain(evidence, { reading, manifest, rows, plans }, found)
    await checkForms(evidence, reading, manifest, found)
  }
  const trails =
    person === undefined || evidence?.kind !== 'leavers' || rows === undefined || found.faults.length > 0
      ? undefined
      : trailsOf(person, evidence, rows, plans)
  return found.said(publicKey === undefined ? 'consistent' : 'proved', trails)
}

async function signatureIn(reading: Reading): Promise<unknown> {
  try {
    const text = await reading.text(signatureName)
    const value: unknown = JSON.parse(text)
    return jsonText(value) === text ? value : undefined
  } catch {
    return undefined
  }
}

/** Every file that the manifest names is there as it was, and no other. */
async function checkFiles(reading: Reading, manifest: Manifest, found: Findings): Promise<void> {
  const named = new Map(manifest.files.map((file) => [file.name, file]))
  if (named.size < manifest.files.length) found.add(`${manifestName} names a file twice.`)
  for (const name of reading.names)
    if (!named.has(name) && name !== manifestName && name !== signatureName)
      found.add(`${isName(name) ? name : 'A file'} is in the folder, and ${manifestName} does not name it.`)
  const always = ['journal.jsonl', 'head.json', 'index.html', `${manifest.kind}.json`, `${manifest.kind}.csv`]
  for (const name of always) if (!named.has(name)) found.add(`${manifestName} does not name ${name}.`)
  for (const { name, bytes, sha256 } of manifest.files) {
    if (!reading.names.includes(name)) {
      found.add(`${name} is missing.`)
      continue
    }
    const own = await reading.digest(name)
    if (own.bytes !== bytes || own.sha256 !== sha256)
      found.add(`${name} was changed: it is not what ${manifestName} names.`)
  }
}

/** The rows of the journal, once it was shown that they are all there up to the head. */
async function journalOf(
  reading: Reading,
  manifest: Manifest,
  publicKey: HeadKey | undefined,
  found: Findings,
): Promise<readonly Row[] | undefined> {
  const name = 'journal.jsonl'
  const head = await found.json(reading, 'head.json')
  if (!reading.names.includes(name) || head === undefined) return undefined
  const { count, hash, at } = (head ?? {}) as Partial<SignedHead>
  const told = head === null ? null : { count, hash, at }
  if (canonicalize(told) !== canonicalize(manifest.head)) found.add(`head.json and ${manifestName} name two heads.`)
  const rows: Row[] = []
  try {
    const lines = withRows(linesOf(reading.bytes(name)), rows)
    const checked = await verify(
      lines,
      head === null ? {} : { head: head as SignedHead, ...(publicKey === undefined ? {} : { publicKey }) },
    )
    found.journal = checked.rows
    for (const note of checked.notes) if (publicKey !== undefined) found.notes.push(note)
    if (checked.verdict === 'broken') {
      found.add(`${name}: ${checked.why}`)
      return undefined
    }
    if (checked.rows !== (manifest.head?.count ?? 0)) {
      found.add(`${name} has ${times(checked.rows, 'row')}, and ${manifestName} tells of ${manifest.head?.count ?? 0}.`)
      return undefined
    }
    return rows
  } catch (error) {
    found.add(`${name}: ${error instanceof UserAdminError ? error.message : 'it cannot be read.'}`)
    return undefined
  }
}

/** Hands lines on, and keeps the rows that they hold. */
async function* withRows(lines: AsyncIterable<string>, rows: Row[]): AsyncGenerator<string> {
  for await (const line of lines) {
    yield line
    try {
      rows.push(rowOf(line))
    } catch {
      // What is no row is a fault, and whoever takes the lines says so.
    }
  }
}

/** The plans, each of which is what its id says. */
async function plansOf(reading: Reading, found: Findings): Promise<ReadonlyMap<string, Plan>> {
  const plans = new Map<string, Plan>()
  for (const name of reading.names) {
    const id = /^plans\/([0-9a-f]{64})\.json$/u.exec(name)?.[1]
    if (id === undefined) {
      if (name.startsWith('plans/')) found.add(`${isName(name) ? name : 'A file'} is not called as a plan is.`)
      continue
    }
    const plan = (await found.json(reading, name)) as Plan | undefined
    if (plan === undefined) continue
    const own = await Promise.resolve(plan)
      .then(planId)
      .catch(() => undefined)
    if (plan?.id === id && own === id) plans.set(id, plan)
    else found.add(`${name} is not the plan of its id: it was changed after it was made.`)
  }
  return plans
}

async function evidenceOf(
  reading: Reading,
  { kind }: Manifest,
  found: Findings,
): Promise<LeaversEvidence | AccessEvidence | undefined> {
  const value = (await found.json(reading, `${kind}.json`)) as LeaversEvidence | AccessEvidence | undefined
  if (value === undefined) return undefined
  if (value?.version === 1 && value.kind === kind && Array.isArray(value.rows)) return value
  found.add(`${kind}.json is no evidence of ${kind}.`)
  return undefined
}

/** What the evidence says follows from journal, plans and survey. */
async function checkAgain(
  evidence: LeaversEvidence | AccessEvidence,
  from: {
    readonly reading: Reading
    readonly manifest: Manifest
    readonly rows: readonly Row[]
    readonly plans: ReadonlyMap<string, Plan>
  },
  found: Findings,
): Promise<void> {
  const { reading, manifest, rows, plans } = from
  if (evidence.madeAt !== manifest.madeAt) found.add(`${evidence.kind}.json and ${manifestName} name two times.`)
  if (canonicalize(evidence.head) !== canonicalize(manifest.head))
    found.add(`${evidence.kind}.json and ${manifestName} name two heads.`)
  if (evidence.kind === 'access') {
    for (const fault of found.tried(() => contradictionsIn(evidence)) ?? []) found.add(fault)
    found.notes.push(
      'The rows are what the targets showed when they were read: nothing else in the folder shows it again.',
    )
    return
  }
  if (canonicalize(evidence.asked) !== canonicalize(manifest.asked))
    found.add(`${evidence.kind}.json and ${manifestName} say that different things were asked for.`)
  const survey = (await found.json(reading, 'survey.json')) as Survey | undefined
  if (survey === undefined) return
  let again: LeaversEvidence
  try {
    again = await leaversEvidence({ ...evidence.asked, rows, plan: (id) => plans.get(id), survey })
  } catch {
    found.add('What leavers.json says cannot be computed again: survey.json or what was asked for is not of its form.')
    return
  }
  for (const fault of found.tried(() => differences(evidence, again)) ?? []) found.add(fault)
}

/** Where evidence says other things than what it rests on, a sentence each, ten at most. */
function differences(said: LeaversEvidence, again: LeaversEvidence): readonly string[] {
  const nameOf = ({ person, target }: LeaverRow): string => JSON.stringify([person?.source, person?.id, target])
  const rows = new Map(again.rows.map((row) => [nameOf(row), row]))
  const faults: string[] = []
  for (const row of said.rows) {
    const other = rows.get(nameOf(row))
    rows.delete(nameOf(row))
    const who = `${row.email || row.person?.id} in ${row.target || 'no target'}`
    if (other === undefined) faults.push(`leavers.json has a row of ${who}, which nothing in the folder shows.`)
    else if (canonicalize(row) !== canonicalize(other))
      faults.push(
        `leavers.json says of ${who} what the folder does not show: ${row.verdict}, where it follows ${other.verdict}: ${other.why}`,
      )
  }
  for (const row of rows.values())
    faults.push(`leavers.json has no row of ${row.email || row.person.id} in ${row.target || 'no target'}.`)
  const { rows: _said, ...rest } = said
  const { rows: _again, ...others } = again
  if (canonicalize(rest) !== canonicalize(others))
    faults.push('What leavers.json says beside its rows does not follow.')
  if (faults.length === 0 && canonicalize(said.rows) !== canonicalize(again.rows))
    faults.push('The rows of leavers.json stand in another order.')
  return faults.slice(0, 10)
}

/** The table and the page say what the evidence does. */
async function checkForms(
  evidence: LeaversEvidence | AccessEvidence,
  reading: Reading,
  manifest: Manifest,
  found: Findings,
): Promise<void> {
  if (manifest.form !== form) {
    found.notes.push(
      'The page and the table are of another release: their digests were checked, and not what they say.',
    )
    return
  }
  for (const [name, make] of [
    [`${evidence.kind}.csv`, tableOf],
    ['index.html', pageOf],
  ] as const) {
    const text = await found.text(reading, name)
    const own = found.tried(() => make(evidence))
    if (text !== undefined && own !== undefined && text !== own)
      found.add(`${name} says other things than ${evidence.kind}.json.`)
  }
}
