import type { FakeGraph } from '../../src/directory/testing/index.ts'
import { type Fault, pickedBy } from './fault.ts'
import { type Happening, type Instead, openFaultyTenant, type Passing } from './faulty-tenant.ts'
import { groupId, levels } from './graph.ts'

type Json = Readonly<Record<string, unknown>>

const json = (body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } })
const text = (body: string, status = 200, type = 'text/html'): Response =>
  new Response(body, { status, headers: { 'content-type': type } })
const failure = (status: number, code: string, headers: Readonly<Record<string, string>> = {}): Response =>
  json({ error: { code, message: 'It did not work.' } }, status, headers)

/** @param impatience Milliseconds for one answer. */
const on = (name: string, says: RegExp, instead: Instead, impatience?: number): Fault => ({
  source: 'Entra ID',
  name,
  says,
  ends: 'stopped',
  open: (ground) => openFaultyTenant(ground, instead, undefined, impatience),
})
const when = (name: string, says: RegExp, happening: Happening, ends: Fault['ends'] = 'stopped'): Fault => ({
  source: 'Entra ID',
  name,
  says,
  ends,
  open: (ground) => openFaultyTenant(ground, undefined, happening),
})

/** The second page of the members of the first group, or the last one: whatever comes after its first. */
const later = ({ about, page }: Passing): boolean => about === 'members' && page === 2
const changed =
  (change: (body: Json, passing: Passing) => Json, which: (passing: Passing) => boolean = later): Instead =>
  async (passing) =>
    which(passing) ? json(change((await (await passing.real()).json()) as Json, passing)) : undefined
const rows = (body: Json): readonly Json[] => body['value'] as readonly Json[]
const everyRow =
  (change: (row: Json) => Json): Instead =>
  async (passing) => {
    if (passing.about !== 'members') return undefined
    const body = (await (await passing.real()).json()) as Json
    return json({ ...body, value: rows(body).map(change) })
  }
const network =
  (code: string): Instead =>
  ({ bite }) => {
    bite()
    throw new TypeError('fetch failed', { cause: Object.assign(new Error('no'), { code }) })
  }
const members = (fake: FakeGraph): readonly string[] =>
  fake
    .users()
    .filter(({ userType, accountEnabled }) => userType === 'Member' && accountEnabled)
    .map(({ id }) => id)
/** Takes some members out of every group; the tenant is shown anew when it is mended. */
const without =
  (which: (lot: number, all: readonly string[]) => readonly string[]) => (fake: FakeGraph, lot: number) => {
    for (const id of which(lot, members(fake))) for (const group of levels) fake.removeMember(group, id)
  }
const half = (lot: number, all: readonly string[]): readonly string[] =>
  all.slice(0, Math.ceil(all.length * (0.3 + lot / 3)))
const one = (lot: number, all: readonly string[]): readonly string[] => [pickedBy(lot, all) ?? ''].filter(Boolean)

export const entraFaults: readonly Fault[] = [
  on('an empty 200', /the answer is empty/, () => text('')),
  on('HTML with 200', /not whole JSON\. A proxy or a sign-in page/, () =>
    text('<html>Sign in to the guest network.</html>'),
  ),
  on('HTML with 502', /Microsoft Graph failed when asked for .* \(HTTP 502\)/, () =>
    text('<html>Bad Gateway</html>', 502),
  ),
  on('302 to a sign-in page', /Microsoft Graph was asked for .*(?:redirect|HTTP 302)/i, () => text('', 302)),
  on('truncated JSON', /not whole JSON/, async (passing) =>
    later(passing) ? text((await (await passing.real()).text()).slice(0, -20), 200, 'application/json') : undefined,
  ),
  on('an error in a 200', /a success tells of an error, serviceNotAvailable/, (passing) =>
    later(passing) ? failure(200, 'serviceNotAvailable') : undefined,
  ),
  on(
    'no list in the answer',
    /the answer holds no list/,
    changed(({ value: _value, ...body }) => body),
  ),
  on(
    'people without an id',
    /the list holds something without an id/,
    changed((body) => ({ ...body, value: [{ mail: 'a@corp.example' }] })),
  ),
  on('a page repeated', /a page holds nobody but those of earlier pages/, repeating()),
  on(
    'links in a circle',
    /link to the next page leads back/,
    changed((body, { url }) => ({ ...body, '@odata.nextLink': url.href })),
  ),
  on(
    'a link to another host',
    /link to the next page leads away/,
    changed((body) => ({ ...body, '@odata.nextLink': 'https://graph.example/v1.0/users' })),
  ),
  on(
    'the last pages dropped',
    /counts \d+ and sent \d+ when asked for the members/,
    changed(
      ({ '@odata.nextLink': _next, ...body }) => body,
      ({ about, page }) => about === 'members' && page === 1,
    ),
  ),
  on('the last page 400', /refused to go on with the members .*HTTP 400/, (passing) =>
    later(passing) ? failure(400, 'Directory_ExpiredPageToken') : undefined,
  ),
  on(
    'no count',
    /does not say how many there are/,
    changed(
      ({ '@odata.count': _count, ...body }) => body,
      ({ about }) => about === 'members',
    ),
  ),
  on('429 for ever', /has had too many requests .*3600 s/, () =>
    failure(429, 'TooManyRequests', { 'retry-after': '3600' }),
  ),
  on('429 in the midst', /has had too many requests .*3600 s/, (passing) =>
    later(passing) ? failure(429, 'TooManyRequests', { 'retry-after': '3600' }) : undefined,
  ),
  on('503', /Microsoft Graph failed when asked for .*HTTP 503/, () => failure(503, 'serviceNotAvailable')),
  on(
    'half of the groups fail',
    /failed when asked for the members of the group "Partners".*HTTP 500|failed when asked for the members of the group/,
    ({ about, page }) => (about === 'members' && page === 0 ? failure(500, 'generalException') : undefined),
  ),
  on('deleted users fail', /failed when asked for the deleted users/, ({ about }) =>
    about === 'deleted' ? failure(500, 'generalException') : undefined,
  ),
  on(
    'silence',
    /was asked for .*no whole answer came in time/,
    ({ about, bite }) => {
      if (about !== 'members') return undefined
      bite()
      return new Promise<Response>(() => undefined)
    },
    150,
  ),
  on('a connection that breaks', /was asked for .*ECONNRESET/, (passing) =>
    later(passing) ? network('ECONNRESET')(passing) : undefined,
  ),
  on('nobody at the address', /was asked for .*ENOTFOUND/, network('ENOTFOUND')),
  on('a certificate that ended', /was asked for .*CERT_HAS_EXPIRED/, network('CERT_HAS_EXPIRED')),
  on('401', /did not take the token .*HTTP 401/, () => failure(401, 'InvalidAuthenticationToken')),
  on('403', /does not let this application see .*grant it the application permission/, () =>
    failure(403, 'Authorization_RequestDenied'),
  ),
  on(
    'accounts without accountEnabled',
    /without saying whether the account is enabled.*User\.Read\.All/,
    everyRow(({ accountEnabled: _enabled, ...row }) => row),
  ),
  on(
    'accounts with nothing but ids',
    /without saying whether the account is enabled.*User\.Read\.All/,
    everyRow((row) => ({ ...Object.fromEntries(Object.keys(row).map((key) => [key, null])), id: row['id'] })),
  ),
  on(
    'everybody disabled',
    /entra holds nobody who is active/,
    everyRow((row) => ({ ...row, accountEnabled: false })),
  ),
  on(
    'the people of another tenant',
    /entra knows \d+ of the \d+ people .*another directory/,
    everyRow((row) => ({ ...row, id: String(row['id']).replace('5eed', 'beef'), mail: `x-${String(row['mail'])}` })),
  ),
  when('the group deleted', /has no group "Staff": it was deleted or renamed/, {
    strike: (fake) => fake.deleteGroup('Staff'),
    mend: (fake) => {
      const id = fake.addGroup({ displayName: 'Staff' })
      fake.addMember(id, groupId(1))
    },
  }),
  when('two groups of one name', /Several groups are called "Staff"/, {
    strike: (fake) => fake.addGroup({ displayName: 'staff' }),
    mend: (fake) => fake.deleteGroup('staff'),
  }),
  when('a count that differs', /counts \d+ and sent \d+ when asked for/, {
    strike: (fake) => {
      fake.switches.countOffset = 1
    },
    mend: (fake) => {
      fake.switches.countOffset = 0
    },
  }),
  when('one copy lags behind', /counts \d+ and sent \d+ when asked for the members/, {
    strike: (fake, lot) => {
      fake.switches.unlisted = one(lot, members(fake))
    },
    mend: (fake) => {
      fake.switches.unlisted = []
    },
  }),
  when('half of the members missing', /entra holds \d+ active people, and held \d+|entra holds nobody/, {
    strike: without(half),
    mend: () => undefined,
  }),
  when(
    'one member missing, count included',
    /Absent from entra since|less than 90 %/,
    { strike: without(one), mend: () => undefined },
    'clock',
  ),
]

/** Page by page the first one again, as far as there were pages. */
function repeating(): Instead {
  let first: Json | undefined
  return async ({ about, page, real }) => {
    if (about !== 'members' || page === 0) return undefined
    const body = (await (await real()).json()) as Json
    if (page === 1) first = body
    return page === 2 ? json({ ...body, value: rows(first ?? body) }) : json(body)
  }
}
