/**
 * Builds a URL path from a template: every value is percent-encoded as one segment.
 *
 * @throws {TypeError} for an empty value, `.` or `..`: each would name another resource than the one meant.
 */
export function path(literals: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  let text = literals[0] ?? ''
  for (const [index, value] of values.entries()) {
    const segment = String(value)
    if (segment === '' || segment === '.' || segment === '..') {
      throw new TypeError(`A path segment must not be ${segment === '' ? 'empty' : `"${segment}"`}.`)
    }
    text += encodeURIComponent(segment) + (literals[index + 1] ?? '')
  }
  return text
}
