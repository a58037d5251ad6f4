import type { Needs } from '../schedule/export/job.ts'
import type { ConfigForm } from './config/form.ts'

/** The files and variables that a configuration refers to: what has to be there where it is used. */
export function needsOf(config: ConfigForm): Needs {
  const found = {
    secrets: new Set<string>(),
    written: new Set<string>(),
    files: new Set<string>(),
    variables: new Set<string>(),
  }
  const walk = (value: unknown, path: readonly string[]): void => {
    if (typeof value !== 'object' || value === null) return
    for (const [key, inside] of Object.entries(value)) {
      if (typeof inside !== 'string') walk(inside, [...path, key])
      else if (key === 'env') found.variables.add(inside)
      else if (key === 'ca' || key === 'protectFile') found.files.add(inside)
      // What stands outside of all sections is the configuration's own.
      else if (key === 'file' && path.length > 0) found[kindOf(config, path)].add(inside)
    }
  }
  walk(config, [])
  return {
    secrets: [...found.secrets],
    written: [...found.written],
    files: [...found.files],
    variables: [...found.variables],
  }
}

/** What a file is for, by the place that names it. */
function kindOf({ targets }: ConfigForm, path: readonly string[]): 'secrets' | 'written' | 'files' {
  const [section = '', name = '', what = ''] = path
  // The pair of an AAC workspace is renewed in its place.
  if (section === 'targets')
    return path.length === 3 && what === 'credential' && targets[name]?.system === 'aac' ? 'written' : 'secrets'
  if (section === 'jobs') return what === 'notice' ? 'written' : 'files'
  if (section === 'sources') return path.includes('password') || path.includes('secret') ? 'secrets' : 'files'
  return 'secrets'
}
