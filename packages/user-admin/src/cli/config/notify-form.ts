import type { EventKind } from '../../notify/event.ts'
import type { SecretForm } from './form.ts'

/** Somebody who is told what regular runs come to. */
export interface ReceiverForm {
  /** An address of https:, or where one is that is a secret in itself, as those of chats are. */
  readonly url: string | SecretForm
  /** What the messages are signed with: `whsec_` and base64, or any text of at least 24 bytes. */
  readonly secret: SecretForm
  /** Which events. Default: all. */
  readonly on?: readonly EventKind[] | undefined
}
