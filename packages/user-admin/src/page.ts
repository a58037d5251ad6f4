import type { Scope } from './user-admin.ts'

/**
 * Whether a page in the browser belongs to the installation whose API has this origin: `app.example.com` to
 * `houston.example.com` and not `app.staging.example.com`; `spring.us1.alteryxcloud.com` to its own region. Of an API under
 * another kind of name nobody can tell, and any page may be its own.
 */
export function isPageOf(host: string, { system, origin }: Pick<Scope, 'system' | 'origin'>): boolean {
  const api = new URL(origin)
  if (host === api.host) return true
  const prefix = system === 'houston' ? 'houston.' : 'api.'
  const isKnown = api.hostname.startsWith(prefix)
  if (system === 'houston' && !isKnown) return true
  const base = isKnown ? api.hostname.slice(prefix.length) : api.hostname
  return host === base || (host.endsWith(`.${base}`) && !host.slice(0, -base.length - 1).includes('.'))
}
