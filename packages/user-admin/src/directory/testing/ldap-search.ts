import { type Element, numberIn } from '../ldap/ber.ts'
import { type Message, number, only, partsOf, sequence, text, textIn } from './ldap-message.ts'

/** What was asked of a directory, as a rule of a proxy sees it. */
export interface LdapRequest {
  readonly operation: 'bind' | 'search'
  /** Where a search begins: empty for what the controller says about itself. Of a bind: whose. */
  readonly base: string
  readonly scope: 'base' | 'one' | 'sub'
  /** What a search asks for, as it was asked: `member;range=0-*`. */
  readonly attributes: readonly string[]
  /** Whether it asks for what was deleted too. */
  readonly deleted: boolean
  /** Counted from 1. */
  readonly page: number
}

const paged = '1.2.840.113556.1.4.319'
const showDeleted = '1.2.840.113556.1.4.417'
const scopes = ['base', 'one', 'sub'] as const

/** A search that was sent. */
export interface Asked {
  readonly request: LdapRequest
  /** The same for each page of one search. */
  readonly key: string
  /** Where the page begins. Absent: it was not asked for pages. */
  readonly cookie: Buffer | undefined
  readonly message: Message
}

/** @param largest People a page, whatever is asked for. */
export function searchOf(message: Message, page: number, largest: number | undefined): Asked {
  const [base, scope, , , , , filter, attributes] = partsOf(message.operation)
  const asked = pageIn(message.controls)
  const types = partsOf(only([attributes])).map(textIn)
  const request: LdapRequest = {
    operation: 'search',
    base: textIn(only([base])),
    scope: scopes[numberIn(only([scope]))] ?? 'sub',
    attributes: types,
    deleted: message.controls.some((control) => typeOf(control) === showDeleted),
    page,
  }
  return {
    request,
    key: JSON.stringify([request.base, request.scope, only([filter]).content.toString('hex'), types]),
    cookie: asked?.cookie,
    message:
      asked === undefined || largest === undefined || asked.size <= largest
        ? message
        : { ...message, controls: paging(message.controls, largest, asked.cookie) },
  }
}

const typeOf = (control: Element): string => textIn(only(partsOf(control)))

/** Size and cookie of a request for a page, or of its answer (RFC 2696). */
export function pageIn(controls: readonly Element[]): { readonly size: number; readonly cookie: Buffer } | undefined {
  const control = controls.find((one) => typeOf(one) === paged)
  const value = control === undefined ? undefined : partsOf(control).find(({ tag }, place) => place > 0 && tag === 0x04)
  if (value === undefined) return undefined
  const [size, cookie] = partsOf(only(partsOf(value)))
  return { size: numberIn(only([size])), cookie: only([cookie]).content }
}

/** The same controls, with another size and cookie of the page. */
export function paging(controls: readonly Element[], size: number, cookie: Buffer): readonly Element[] {
  const page = sequence([number(0x02, size), { tag: 0x04, content: cookie }])
  const value = { tag: 0x04, content: sequence([page]).content }
  const control = sequence([text(paged), value])
  return [...controls.filter((one) => typeOf(one) !== paged), control]
}
