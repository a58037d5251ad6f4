import type { Difference } from './difference.ts'

/** A difference in words and columns, for a person who wants to know what works. */
export function report({ operations, misunderstood, ours, theirs, types, complete }: Difference): string {
  const replaced = misunderstood.flatMap(({ operation, instead }) =>
    instead === undefined ? [] : [[operation, `→ ${instead}`]],
  )
  const missing = misunderstood.filter(({ instead }) => instead === undefined)
  return [
    `${operations - misunderstood.length} of our ${operations} operations are understood.`,
    ...section('Not understood, and done by another form', columns(replaced)),
    ...section(
      'Not understood, and without another form',
      columns(missing.map(({ operation, why }) => [operation, why])),
    ),
    ...section(
      'Answered otherwise than typed',
      columns(types.map((one) => [one.field, `${one.ours}, here ${one.theirs}`])),
    ),
    ...section('In our schema, not in this one', grouped(ours)),
    ...section('In this schema, not in ours, on what our operations use', grouped(theirs)),
    '',
    complete
      ? 'This server understands all that the client needs.'
      : 'This server lacks some of what the client can do.',
    '',
  ].join('\n')
}

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ['', `${title}:`, ...lines.map((line) => `  ${line}`)]

function columns(rows: readonly (readonly string[])[]): string[] {
  const width = Math.max(...rows.map(([first = '']) => first.length))
  return rows.map(([first = '', second = '']) => `${first.padEnd(width)}  ${second}`)
}

/** Fields beside their type, arguments beside their field: a server has many. */
function grouped(names: readonly string[]): string[] {
  const groups = new Map<string, string>()
  for (const name of names) {
    const [, whole = name, part = ''] = /^(.+)[.(](\w+:?)\)?$/.exec(name) ?? []
    groups.set(whole, `${groups.get(whole) ?? ''} ${part}`.trimStart())
  }
  return columns([...groups]).map((line) => line.trimEnd())
}
