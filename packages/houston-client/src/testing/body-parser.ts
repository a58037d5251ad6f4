import type { FakeAnswer, FakeRequest } from '@user-admin/wire/fake/faults'
import { page } from './pages.ts'

const limit = 100 * 1024

/** A body as the server reads it: JSON that is an object or an array, at most 100 KiB; anything else is none (facts §4.1). */
export function payloadOf({
  headers,
  body,
}: FakeRequest): { readonly payload: unknown } | { readonly refusal: FakeAnswer } {
  const type = headers['content-type'] ?? ''
  if (/^multipart\/form-data\b/i.test(type)) return { refusal: page(400, 'Bad Request') }
  if (!/^application\/json\s*(?:;|$)/i.test(type)) return { payload: undefined }
  const charset = /;\s*charset="?([^\s;"]+)/i.exec(type)?.[1]?.toLowerCase() ?? 'utf-8'
  const encoding = headers['content-encoding']?.toLowerCase() ?? 'identity'
  if (!charset.startsWith('utf-') || !['identity', 'gzip', 'deflate', 'br'].includes(encoding))
    return { refusal: page(415, 'Unsupported Media Type') }
  if (Buffer.byteLength(body) > limit) return { refusal: page(413, 'Payload Too Large') }
  if (body === '') return { payload: undefined }
  const read = (): unknown => {
    // What is packed, or in another code, is not unpacked here: the server would trip over our plain text.
    if (charset !== 'utf-8' || encoding !== 'identity') throw new SyntaxError('not plain UTF-8')
    return JSON.parse(body.replace(/^\uFEFF/, ''))
  }
  try {
    const payload = read()
    return typeof payload === 'object' && payload !== null ? { payload } : { refusal: page(400, 'Bad Request') }
  } catch {
    return { refusal: page(400, 'Bad Request') }
  }
}
