import type { Profile } from './profiles.ts'
import { schemaFrom020 } from './schema/from-020.ts'
import { schemaTo019 } from './schema/to-019.ts'

/** The schema of a release, with only what that release has (facts §2, §6, §9). */
export function schemaOf(profile: Profile): string {
  return profile.legacy ? schemaTo019(profile) : schemaFrom020(profile)
}
