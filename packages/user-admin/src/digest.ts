import canonicalize from 'canonicalize'

/** The SHA-256 of a plain JSON value in canonical form (RFC 8785), as 64 hex digits: equal values, equal digests. */
export async function digestOf(value: object): Promise<string> {
  const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(canonicalize(value)))
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
