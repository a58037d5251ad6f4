import type { AacPlace, Hosts, Region } from '@user-admin/aac-client'
import { claimsOf } from '../../credentials/whole-token.ts'

/** Which installations of AAC this console reaches. */
export interface AacPlaces {
  /** The hosts of an installation with names of its own: every token goes there. */
  readonly hosts?: Hosts | undefined
  /** Default: all regions of the vendor. */
  readonly regions?: readonly Region[] | undefined
}

/** Where an access token belongs; `foreign`: nowhere that is reached from here. */
export function placeOf(
  access: string,
  { hosts, regions = ['us1', 'eu1', 'au1'] }: AacPlaces,
): { readonly region?: Region; readonly place: AacPlace | 'foreign' } {
  const region = regionOf(claimsOf(access)?.issuer)
  const here = region === undefined ? {} : { region }
  if (region !== undefined && !regions.includes(region)) return { ...here, place: 'foreign' }
  if (hosts !== undefined) return { ...here, place: { hosts } }
  // A static token of the older kind says nothing of itself; those are of the first region.
  if (region === undefined) return { ...here, place: access.startsWith('pat_') ? { region: 'us1' } : 'foreign' }
  return { ...here, place: { region } }
}

/** The oldest issuer has no region in its name (facts §2.4). */
function regionOf(issuer = ''): Region | undefined {
  const match = /^https:\/\/pingauth(?:-([a-z]+\d+)(?:-[a-z0-9-]+)?)?\.alteryxcloud\.com\//u.exec(issuer)
  if (match === null) return undefined
  return (match[1] ?? 'us1') as Region
}
