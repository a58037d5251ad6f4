/**
 * The words of the graphql-js that Houston 0.16 has (14.7), for what 16 says in others (recordings).
 * Order counts: the first that matches is used.
 */
const older: readonly (readonly [RegExp, string])[] = [
  [/^Syntax Error: (.+), found (Name|String|Int|Float) (".*")\.$/, 'Syntax Error: $1, found $2 $3'],
  [/^Syntax Error: (.+), found "(.+)"\.$/, 'Syntax Error: $1, found $2'],
  [/^Syntax Error: (.+)\.$/, 'Syntax Error: $1'],
  [/^Unknown argument "(\w+)" on field "(\w+)\.(\w+)"\./, 'Unknown argument "$1" on field "$3" of type "$2".'],
  [
    /^(Variable ".+" got invalid value .+); Value ".+" does not exist in "(\w+)" enum\.(?: Did you mean .+)?$/,
    '$1; Expected type $2.',
  ],
  [/^(Variable ".+" got invalid value .+); ((\w+) cannot represent .+)$/, '$1; Expected type $3. $2'],
  [/^Value "(\w+)" does not exist in "(\w+)" enum\.(?: Did you mean .+)?$/, 'Expected type $2, found $1.'],
  [/^(Unknown type "\w+"\.) Did you mean .+$/, '$1'],
]

/** A message in the words of the older library. */
export function olderWording(message: string): string {
  for (const [pattern, words] of older) if (pattern.test(message)) return message.replace(pattern, words)
  return message
}
