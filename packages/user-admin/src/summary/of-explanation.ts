import type { Explanation } from '../journal/explanation.ts'
import type { Seen } from '../journal/journal.ts'
import { oneLine } from './text.ts'

/** An explanation as plain text: a paragraph for each event, with what the system called its requests. */
export function summariseExplanation({ person, events, now, notes }: Explanation): string {
  const names = [...person.emails, ...person.ids.map((id) => `id ${id}`)]
  const head = names.length === 0 ? 'Nobody of that name is known here.' : `Known as ${names.join(', ')}.`
  const paragraphs = events.map(({ says, requests = [], before, after }) =>
    [
      says,
      ...(before === undefined ? [] : [`  Before: ${shown(before)}`]),
      ...(after === undefined ? [] : [`  After: ${shown(after)}`]),
      ...(requests.length === 0 ? [] : [`  Requests: ${requests.join(', ')}`]),
    ].map(kept),
  )
  const rest = [...(events.length === 0 ? ['Nothing was done, and nothing was planned.'] : []), ...notes]
  return [[head], ...paragraphs, ...rest.map((one) => [one]), ...(now === undefined ? [] : [[now]])]
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n')
}

/** Without what is no part of one line, but for its own indent. */
const kept = (line: string): string => (line.startsWith('  ') ? `  ${oneLine(line)}` : oneLine(line))

function shown(seen: Seen | null): string {
  if (seen === null) return 'not there'
  const { email, id, status, access } = seen
  const ways = access.map(({ via, name, role }) => [via, name, role].filter((part) => part).join(' '))
  return `${email === '' ? `id ${id}` : email}, ${status}${ways.length === 0 ? '' : ` (${ways.join(', ')})`}`
}
