import { figure } from '../summary/words.ts'
import type { AccessEvidence } from './access.ts'
import type { LeaverRow, LeaversEvidence, LeaverVerdict } from './form.ts'
import { style } from './page-style.ts'
import { inWords } from './verdict.ts'

/** Everything as a page of its own: it asks nothing of any network, needs no script, and can be printed. */
export const pageOf = (evidence: LeaversEvidence | AccessEvidence): string =>
  evidence.kind === 'leavers' ? leaversPage(evidence) : accessPage(evidence)

/** HTML that is safe where it stands. */
type Html = { readonly html: string }

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Puts values into a page: texts come out as texts, whatever is in them. */
function html(parts: TemplateStringsArray, ...values: readonly (string | number | Html | readonly Html[])[]): Html {
  const written = values.map((value) =>
    typeof value === 'string' || typeof value === 'number'
      ? readable(String(value)).replace(/[&<>"']/gu, (letter) => escapes[letter] ?? letter)
      : 'html' in value
        ? value.html
        : value.map((one) => one.html).join(''),
  )
  return { html: parts.map((part, index) => part + (written[index] ?? '')).join('') }
}
const nothing: Html = { html: '' }

/** Times as people read them, to the second; to the millisecond they stand in the JSON. */
const readable = (text: string): string => text.replace(/\b(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)\.\d{3}Z/gu, '$1 $2 UTC')

function page(title: string, body: Html): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${{ html: style }}</style>
</head>
<body>
${body}
</body>
</html>
`.html
}

const words: Readonly<Record<LeaverVerdict, string>> = {
  met: 'Met',
  late: 'Late',
  remains: 'Remains',
  held: 'Held',
  'not-covered': 'Not covered',
}
const means: Readonly<Record<LeaverVerdict, string>> = {
  met: 'A read showed them out in time, and the survey shows the same.',
  late: 'A read showed them out, too late or nobody can tell how late; the survey shows the same.',
  remains: 'Still gets in.',
  held: 'Still gets in, and waits for a person, or somebody decided so.',
  'not-covered': 'Nobody can tell.',
}
const order: readonly LeaverVerdict[] = ['remains', 'held', 'not-covered', 'late', 'met']

function leaversPage(evidence: LeaversEvidence): string {
  const { asked, madeAt, counts, rows, back, sources, targets, unmatched: strangers, missed, unread, head } = evidence
  const people = new Set(rows.map(({ person }) => JSON.stringify([person.source, person.id]))).size
  const body = html`<h1>Leavers</h1>
<p class="lead">Who left from <time>${asked.since}</time> to <time>${asked.until}</time>, or left before and is still in: ${figure(people)} ${people === 1 ? 'person' : 'people'}, ${figure(rows.length)} ${rows.length === 1 ? 'row' : 'rows'}. Surveyed <time>${madeAt}</time>. Allowed: ${inWords(asked.sla)}.${asked.targets === undefined ? '' : ` Only these targets were asked: ${asked.targets.join(', ')}.`}</p>
<dl class="counts">${order.map(
    (verdict) =>
      html`<div class="${verdict}"><dt>${words[verdict]}</dt><dd>${figure(counts[verdict])}</dd><p>${means[verdict]}</p></div>`,
  )}</dl>
<h2>Person by person</h2>
${table(
  ['Verdict', 'Person', 'Target', 'Left', 'Plan and approval', 'Done', 'Shown out', 'At most', 'Why'],
  [...rows]
    .map((row, index) => ({ row, index }))
    .toSorted((a, b) => order.indexOf(a.row.verdict) - order.indexOf(b.row.verdict) || a.index - b.index)
    .map(({ row }) => leaverCells(row)),
)}
${section(
  'Active again',
  back.length,
  'Who left and is active again by the newest reading: what they have, they have again.',
  () =>
    table(
      ['Person', 'Left', 'Back'],
      back.map(({ person, email, name, left, back: when }) => [who(person, email, name), html`${left}`, html`${when}`]),
    ),
)}
<h2>What was read</h2>
${table(
  ['Source', 'Read', 'At', 'People', 'Shown by', 'Readings of runs', 'First reading'],
  sources.map(({ name, reading, readAt = '', people: all, active, why, runs, first = '' }) => [
    html`${name}`,
    html`${reading}`,
    html`${readAt}`,
    html`${all === undefined ? '' : `${figure(all)}${active === undefined ? '' : `, ${figure(active)} active`}`}`,
    html`${why}`,
    html`${figure(runs.whole)} whole, ${figure(runs.others)} not`,
    html`${first}`,
  ]),
)}
${table(
  [
    'Target',
    'Read',
    'At',
    'Members',
    'Known',
    'Exempt',
    'Matched to nobody',
    'Not shown, or why not read',
    'Read by a run',
  ],
  targets.map(({ target, read, readAt, members, matched, exempt, unmatched, unseen, why = '', lastRead = '' }) => [
    html`${target}`,
    html`${read === 'whole' ? 'whole' : 'not read'}`,
    html`${readAt}`,
    html`${figure(members)}`,
    html`${figure(matched)}`,
    html`${figure(exempt)}`,
    html`${figure(unmatched)}`,
    html`${[why, ...unseen].filter((text) => text !== '').join(' ')}`,
    html`${lastRead}`,
  ]),
)}
${section(
  'Matched to nobody',
  strangers.length,
  'Members whom no source knows. One of them may be somebody who left, under another address: look at each, or exempt it.',
  () =>
    table(
      ['Target', 'Member', 'Nearest'],
      strangers.map(({ target, email, id, nearest }) => [
        html`${target}`,
        html`${email || id}`,
        html`${nearest.join(', ')}`,
      ]),
    ),
)}
${section('Due times that were not kept', missed.length, '', () =>
  table(
    ['Job', 'Due', 'What', 'Why'],
    missed.map(({ job, due, change, outcome, why }) => [
      html`${job}`,
      html`${due}`,
      html`${outcome ?? change.replace('-', ' ')}`,
      html`${why}`,
    ]),
  ),
)}
${section('What runs could not read', unread.length, '', () =>
  table(
    ['What', 'From', 'Until', 'Runs', 'Why'],
    unread.map(({ subject, from, until = 'not since', runs, why }) => [
      html`${subject}`,
      html`${from}`,
      html`${until}`,
      html`${figure(runs)}`,
      html`${why}`,
    ]),
  ),
)}
${footer(head)}`
  return page(`Leavers from ${asked.since} to ${asked.until}`, body)
}

function leaverCells(row: LeaverRow): readonly Html[] {
  const { person, email, name, target, scope, signal, verdict, acted, readBackAbsentAt, shown, residual, why } = row
  const { plan, approvedPlan, approvedBy, approval, ticket, approvalReason } = row
  const left = signal.since ?? signal.before
  return [
    html`<span class="verdict ${verdict}">${words[verdict]}</span>`,
    who(person, email, name),
    target === ''
      ? html`<i>none</i>`
      : html`${target}${scope === undefined ? nothing : html`<small>${scope.name}, ${scope.system}</small>`}`,
    html`${signal.change}<small>${signal.since === undefined ? (left === undefined ? 'before the first reading' : `after ${left}`) : signal.since}${signal.told === undefined ? '' : `; first shown ${signal.told}`}</small>`,
    plan === undefined
      ? nothing
      : html`<code title="${plan}">${plan.slice(0, 12)}</code>${approvedPlan === undefined || approvedPlan === plan ? nothing : html` of <code title="${approvedPlan}">${approvedPlan.slice(0, 12)}</code>`}<small>${[approvedBy ?? 'nobody yet', approval, ticket, approvalReason].filter((text) => text !== undefined).join(', ')}</small>`,
    acted === undefined
      ? nothing
      : html`${acted.action}: ${acted.outcome}<small>${acted.at}${acted.requests.length === 0 ? '' : `; ${acted.requests.join(' ')}`}</small>`,
    readBackAbsentAt === undefined ? nothing : html`${readBackAbsentAt}<small>${shown ?? ''}</small>`,
    html`${residual === undefined ? '' : inWords(residual)}`,
    html`${why}`,
  ]
}

function accessPage({ madeAt, targets, rows, head }: AccessEvidence): string {
  const body = html`<h1>Access</h1>
<p class="lead">Who has access to what, read from <time>${madeAt}</time>.</p>
<h2>What was read</h2>
${table(
  ['Target', 'Read', 'At', 'Members', 'Others who get in', 'Not shown, or why not read'],
  targets.map(({ target, read, readAt, members, outsiders, unseen, why = '' }) => [
    html`${target}`,
    html`${read === 'whole' ? 'whole' : 'not read'}`,
    html`${readAt}`,
    html`${figure(members)}`,
    html`${figure(outsiders)}`,
    html`${[why, ...unseen].filter((text) => text !== '').join(' ')}`,
  ]),
)}
<h2>Person by person</h2>
${table(
  ['Target', 'Person', 'Status', 'Way in', 'Role', 'Managed by', 'Administers', 'Last seen'],
  rows.map(({ target, email, name, id, status, access, admin, isOutsider, lastSeenAt = '' }) => [
    html`${target}`,
    html`${email || id}<small>${name}${isOutsider ? ' (no member)' : ''}</small>`,
    html`${status}`,
    html`${access === undefined ? 'none is shown' : [access.via, ...(access.name === undefined ? [] : [access.name])].join(' ')}`,
    html`${access?.role ?? ''}`,
    html`${access?.managedBy ?? ''}`,
    html`${admin === null ? 'unknown' : admin ? 'yes' : 'no'}`,
    html`${lastSeenAt}`,
  ]),
)}
${footer(head)}`
  return page(`Access, read from ${madeAt}`, body)
}

const who = ({ source, id }: LeaverRow['person'], email: string, name: string): Html =>
  html`${email || name || id}<small>${email === '' ? '' : name} ${source} ${id}</small>`

function table(headings: readonly string[], rows: readonly (readonly Html[])[]): Html {
  if (rows.length === 0) return html`<p>Nothing.</p>`
  return html`<table><thead><tr>${headings.map((heading) => html`<th scope="col">${heading}</th>`)}</tr></thead><tbody>
${rows.map((cells) => html`<tr>${cells.map((cell, index) => html`<td data-of="${headings[index] ?? ''}">${cell}</td>`)}</tr>\n`)}</tbody></table>`
}

const section = (title: string, count: number, lead: string, content: () => Html): Html =>
  count === 0 ? nothing : html`<h2>${title}</h2>${lead === '' ? nothing : html`<p>${lead}</p>`}${content()}`

const footer = (head: LeaversEvidence['head']): Html =>
  html`<footer><p>${
    head === null
      ? 'The journal is empty.'
      : `The journal goes to row ${figure(head.count)}, written at ${head.at}, with the hash ${head.hash}.`
  }</p><p>Check this folder on any machine: <code>user-admin evidence verify FOLDER --key public.pem</code>. A page alone proves nothing.</p></footer>`
