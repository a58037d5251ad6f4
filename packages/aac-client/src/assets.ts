import { refusal } from './errors.ts'
import { type Id, numeric, sent } from './ids.ts'

/** Whose assets go to whom. Source: facts §3.2, §6. */
export interface Transfer {
  readonly fromPersonId: Id
  readonly toPersonId: Id
  /** Ids by type (`{ plans: [4711] }`), or `all` of a type; the types are the vendor's words. Default: everything. */
  readonly assets?: Readonly<Record<string, readonly Id[] | 'all'>> | undefined
}

/** The body of a transfer. @throws {AacError} `NO_ASSET`: nobody knows whether none means everything to the server. */
export function transferOf(operation: string, { fromPersonId, toPersonId, assets }: Transfer): object {
  const people = {
    fromPersonId: sent(numeric(operation, 'person id', fromPersonId)),
    toPersonId: sent(numeric(operation, 'person id', toPersonId)),
  }
  if (assets === undefined) return people
  const types = Object.entries(assets).map(([type, ids]) => {
    if (ids.length === 0) throw refusal(operation, 'NO_ASSET', 'a type is named without an asset. Nothing was sent')
    return [type, ids === 'all' ? ids : ids.map((id) => sent(numeric(operation, 'asset id', id)))] as const
  })
  if (types.length === 0) throw refusal(operation, 'NO_ASSET', 'no asset is named. Nothing was sent')
  return { ...people, assets: Object.fromEntries(types) }
}
