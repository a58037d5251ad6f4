import type { SignedHead } from '../journal/head.ts'
import type { Head } from '../journal/journal.ts'
import type { News } from './event.ts'

/** What is sent: plain JSON. */
export interface NotificationBody
  extends Pick<News, 'event' | 'job' | 'target' | 'subject' | 'text' | 'plan' | 'run' | 'counts' | 'next'> {
  readonly version: 1
  /** The same at every attempt, and to every receiver. */
  readonly id: string
  /** When it was told, ISO 8601. */
  readonly at: string
  /** How far the journal went then. Kept by whoever receives it, it shows whether the journal was cut or written anew. */
  readonly head?: Head | SignedHead | undefined
}

/** What a text may have, in letters. */
const longest = 2_000

/** The text of a message, as it is sent: the same bytes at every attempt. */
export function bodyOf(
  { event, job, target, subject, text, plan, run, counts, next }: News,
  { id, at, head }: Pick<NotificationBody, 'id' | 'at' | 'head'>,
): string {
  const body: NotificationBody = {
    version: 1,
    id,
    event,
    at,
    job,
    target,
    subject: calm(subject),
    text: next === undefined ? calm(text) : `${calm(text)} See: ${next}`,
    plan,
    run,
    counts,
    next,
    head,
  }
  return JSON.stringify(body)
}

/**
 * A text for a chat as well: names that others have given must not call everybody of a channel or hide a link, and people
 * are not named.
 */
function calm(text: string): string {
  const plain = text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .replaceAll('<', '‹')
    .replaceAll('>', '›')
    .replace(/[^\s"'`‹›()[\],;:]+(?:@|%40)[^\s"'`‹›()[\],;:]*[^\s"'`‹›()[\],;:.!?]/giu, 'somebody')
  return plain.length <= longest ? plain : `${plain.slice(0, longest - 2).trimEnd()} …`
}
