/** Reads one field of a row: the value in its typed form, or {@link unfit}. */
export type Field = (value: unknown) => unknown

/** The fields of a row that have a form, by name; others stay as they are. */
export type Fields = readonly (readonly [name: string, field: Field])[]

/** Not in the usual form: nothing is said about whether it is a right one. */
export const unfit: unique symbol = Symbol('unfit')

/** An id as text, whether it came as text or as a number (facts §9.12). */
export const plainId: Field = (value) => {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? String(value) : unfit
  return typeof value === 'string' && value !== '' ? value : unfit
}

/** The same of a field that is left alone where it is missing. */
export const unlessMissing =
  (field: Field): Field =>
  (value) =>
    value === undefined || value === null ? value : field(value)

/** A text, or nothing. */
export const plainText: Field = (value) =>
  typeof value === 'string' || value === undefined || value === null ? value : unfit

/** Yes, no, or nothing. */
export const plainFlag: Field = (value) =>
  typeof value === 'boolean' || value === undefined || value === null ? value : unfit

/** A list of rows with these fields. */
export const plainList =
  (fields: Fields): Field =>
  (value) =>
    Array.isArray(value) && value.every((row) => isPlain(row, fields)) ? value : unfit

/**
 * A page in the form that it has nearly always, read in place: for a list of a hundred thousand rows the schemas cost as
 * much as its answers. `undefined` for any other form, which only the schemas can judge.
 */
export function plainPage(
  json: unknown,
  fields: Fields,
): { readonly data: readonly unknown[]; readonly count: number | undefined } | undefined {
  if (typeof json !== 'object' || json === null || !('data' in json) || 'groups' in json) return undefined
  const count = 'count' in json ? json.count : undefined
  if (count !== undefined && !(Number.isSafeInteger(count) && Number(count) >= 0)) return undefined
  const data = plainList(fields)(json.data)
  return data === unfit ? undefined : { data: data as readonly unknown[], count: count as number | undefined }
}

/** Is it a row of this form? What is not typed yet is set in place; where the answer is no, the rest of it is untouched. */
function isPlain(row: unknown, fields: Fields): boolean {
  // An own `__proto__` is the schemas' to drop.
  if (typeof row !== 'object' || row === null || Array.isArray(row) || Object.hasOwn(row, '__proto__')) return false
  const record = row as Record<string, unknown>
  for (const [name, field] of fields) {
    const value = record[name]
    const made = field(value)
    if (made === unfit) return false
    if (made !== value) record[name] = made
  }
  return true
}
