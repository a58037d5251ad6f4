import { ask } from './server.ts'

const place = 'user-admin-session'

/**
 * The secret of this session: the one-time secret of the link is exchanged for it, and is gone from the address and the
 * history before anything else happens. After a reload it is the one that this tab holds. Answers nothing where there is none.
 */
export async function openSession(): Promise<string | undefined> {
  const once = location.hash.slice(1)
  if (once !== '') {
    history.replaceState(null, '', location.pathname)
    try {
      const { session } = await ask('', 'open', { once })
      sessionStorage.setItem(place, session)
      return session
    } catch {
      // Opened a second time: what this tab holds may still be good.
    }
  }
  return sessionStorage.getItem(place) ?? undefined
}

/** Forgets the secret of this session. */
export const forgetSession = (): void => sessionStorage.removeItem(place)
