import { type GraphQLSchema, isEnumType, isInputObjectType, isObjectType, TypeMetaFieldDef } from 'graphql'
import { newerArguments, olderNames } from './older-rules.ts'
import { didYouMean } from './suggestions.ts'

type Words = (match: readonly string[], schema: GraphQLSchema) => string

const part = (match: readonly string[], index: number): string => match[index] ?? ''

/** `"{"` was `{`; a word of the language stays in its quotes. */
const unquoted = (token: string): string => token.replace(/^"([!$&()[\]{}|:=@]|\.\.\.)"$/, '$1')

/** The names that a type has: of fields, or of values. */
function namesOf(schema: GraphQLSchema, type: string): readonly string[] {
  const found = schema.getType(type)
  if (isEnumType(found)) return found.getValues().map(({ name }) => name)
  return isObjectType(found) || isInputObjectType(found) ? olderNames(type, Object.keys(found.getFields())) : []
}

function argumentsOf(schema: GraphQLSchema, type: string, field: string): readonly string[] {
  if (newerArguments.includes(`${type}.${field}`)) return []
  const found = schema.getType(type)
  const known = field === '__type' ? TypeMetaFieldDef : isObjectType(found) ? found.getFields()[field] : undefined
  return (known?.args ?? []).map(({ name }) => name)
}

/** A character as the older lexer shows it, and whether it calls it unexpected or not to be contained at all. */
const character = (hex: string): { readonly shown: string; readonly control: boolean } => {
  const code = Number.parseInt(hex, 16)
  const shown = code < 0x7f ? JSON.stringify(String.fromCodePoint(code)) : `"\\u${hex.toUpperCase()}"`
  return { shown, control: code < 0x20 }
}
const strayed = (hex: string): string => {
  const { shown, control } = character(hex)
  return `Syntax Error: Cannot ${control ? 'contain the invalid' : 'parse the unexpected'} character ${shown}.`
}

/**
 * The words of the graphql-js that Houston 0.16 has (14.7), for what 16 says in others (recordings; each pair was compared
 * with that library). The first that matches counts.
 */
const older: readonly (readonly [RegExp, Words])[] = [
  [
    /^Syntax Error: Expected (.+), found (.+)\.$/s,
    (m) => `Syntax Error: Expected ${unquoted(part(m, 1))}, found ${unquoted(part(m, 2))}`,
  ],
  [
    /^Syntax Error: Unexpected (Name ".+"|String ".*"|Int ".+"|Float ".+"|BlockString ".*"|<EOF>|"(?:[!$&()[\]{}|:=@]|\.\.\.)")\.$/s,
    (m) => `Syntax Error: Unexpected ${unquoted(part(m, 1))}`,
  ],
  [
    /^Syntax Error: Unexpected character: "(.+)"\.$/s,
    (m) => `Syntax Error: Cannot parse the unexpected character "${part(m, 1)}".`,
  ],
  [/^Syntax Error: Unexpected character: U\+([\dA-F]+)\.$/, (m) => strayed(part(m, 1))],
  [/^Syntax Error: Invalid character: U\+([\dA-F]+)\.$/, (m) => strayed(part(m, 1))],
  [
    /^Syntax Error: Invalid character within String: U\+([\dA-F]+)\.$/,
    (m) => `Syntax Error: Invalid character within String: ${character(part(m, 1)).shown}.`,
  ],
  [
    /^Syntax Error: Invalid (?:character|Unicode) escape sequence: "(.+)"\.$/s,
    (m) => `Syntax Error: Invalid character escape sequence: ${part(m, 1)}.`,
  ],
  [
    /^Cannot query field "(\w+)" on type "(\w+)"\./,
    (m, schema) =>
      `Cannot query field "${part(m, 1)}" on type "${part(m, 2)}".${didYouMean(part(m, 1), namesOf(schema, part(m, 2)))}`,
  ],
  [
    /^Unknown argument "(\w+)" on field "(\w+)\.(\w+)"\./,
    (m, schema) =>
      `Unknown argument "${part(m, 1)}" on field "${part(m, 3)}" of type "${part(m, 2)}".${didYouMean(part(m, 1), argumentsOf(schema, part(m, 2), part(m, 3)))}`,
  ],
  [
    /^Unknown argument "(\w+)" on directive "@(\w+)"\./,
    (m, schema) =>
      `Unknown argument "${part(m, 1)}" on directive "@${part(m, 2)}".${didYouMean(
        part(m, 1),
        (schema.getDirective(part(m, 2))?.args ?? []).map(({ name }) => name),
      )}`,
  ],
  [
    /^Unknown type "(\w+)"\./,
    (m, schema) => `Unknown type "${part(m, 1)}".${didYouMean(part(m, 1), Object.keys(schema.getTypeMap()))}`,
  ],
  [/^Unknown directive "@(\w+)"\.$/, (m) => `Unknown directive "${part(m, 1)}".`],
  [
    /^Directive "@(\w+)" may not be used on (\w+)\.$/,
    (m) => `Directive "${part(m, 1)}" may not be used on ${part(m, 2)}.`,
  ],
  [
    /^The directive "@(\w+)" can only be used once at this location\.$/,
    (m) => `The directive "${part(m, 1)}" can only be used once at this location.`,
  ],
  [/^Syntax Error: Unexpected variable "\$\w+" in constant value\.$/, () => 'Syntax Error: Unexpected $'],
  [/^The "(\w+)" definition is not executable\.$/, (m) => `The ${part(m, 1)} definition is not executable.`],
  [
    /^There can be only one variable named "\$(\w+)"\.$/,
    (m) => `There can be only one variable named "${part(m, 1)}".`,
  ],
  [
    /^(Cannot spread fragment ".+" within itself via )(.+)\.$/,
    (m) => `${part(m, 1)}${part(m, 2).replaceAll('"', '')}.`,
  ],
  [
    /^Fields "\w+" conflict because .+$/s,
    (m) =>
      part(m, 0)
        .replaceAll(/ "(\w+)" and "(\w+)" are different fields/g, ' $1 and $2 are different fields')
        .replaceAll(/conflicting types "(.+?)" and "(.+?)"/g, 'conflicting types $1 and $2'),
  ],
  [
    /^(Variable ".+" got invalid value .+); Field "(\w+)" is not defined by type "(\w+)"\./s,
    (m, schema) => `${part(m, 1)}; ${undefinedField(part(m, 2), part(m, 3), schema)}`,
  ],
  [
    /^(Variable ".+" got invalid value .+); Field "(\w+)" of required type "(.+)" was not provided\.$/s,
    (m) => `${part(m, 1)}; Field ${part(m, 2)} of required type ${part(m, 3)} was not provided.`,
  ],
  [
    /^(Variable ".+" got invalid value .+); Expected non-nullable type "(.+)" not to be null\.$/s,
    (m) => `${part(m, 1)}; Expected non-nullable type ${part(m, 2)} not to be null.`,
  ],
  [
    /^(Variable ".+" got invalid value .+); Expected type "(\w+)" to be an object\.$/s,
    (m) => `${part(m, 1)}; Expected type ${part(m, 2)} to be an object.`,
  ],
  [
    /^(Variable ".+" got invalid value "?(.*?)"?); Value ".*" does not exist in "(\w+)" enum\./s,
    (m, schema) => `${part(m, 1)}; ${expectedEnum(part(m, 2), part(m, 3), schema)}`,
  ],
  [
    /^(Variable ".+" got invalid value (.+?)(?: at ".+")?); Enum "(\w+)" cannot represent non-string value: .+$/s,
    (m, schema) => `${part(m, 1)}; ${expectedEnum(part(m, 2), part(m, 3), schema)}`,
  ],
  [
    /^(Variable ".+" got invalid value .+); ((\w+) cannot represent .+)$/s,
    (m) => `${part(m, 1)}; Expected type ${part(m, 3)}. ${part(m, 2)}`,
  ],
]

const undefinedField = (field: string, type: string, schema: GraphQLSchema): string =>
  `Field "${field}" is not defined by type ${type}.${didYouMean(field, namesOf(schema, type), '', false)}`

const expectedEnum = (value: string, type: string, schema: GraphQLSchema): string =>
  `Expected type ${type}.${didYouMean(value, namesOf(schema, type), '', false)}`

/** A message in the words of the older library. */
export function olderWording(message: string, schema: GraphQLSchema): string {
  for (const [pattern, words] of older) {
    const match = pattern.exec(message)
    if (match !== null) return words(match, schema)
  }
  return message
}
