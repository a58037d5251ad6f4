import { createContext } from 'preact'
import { useContext, useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { Refusal, Requests, View } from '../protocol.ts'
import { type Answer, ask, type Given, Refused, watch } from './server.ts'
import { forgetSession } from './session.ts'

/** The requests that answer with a new view. */
type Acts = { [N in keyof Requests]: Answer<N> extends View ? N : never }[keyof Requests]

/** What the page knows of the server, and how it asks for more. */
export interface Console {
  readonly view: View
  /** `gone`: it does not answer, and is asked again. `over`: this session is not good any more. `closed`: ended by us. */
  readonly state: 'open' | 'gone' | 'over' | 'closed'
  /** What was refused last. */
  readonly trouble: Refusal | undefined
  readonly dismissTrouble: () => void
  /** Sends what the person did; answers whether it was taken. Why not, is told as `trouble`. */
  readonly act: <N extends Acts>(name: N, given: Given<N>) => Promise<boolean>
  /** As `act`, for what is answered with something else; nothing where it was refused. */
  readonly get: <N extends keyof Requests>(
    name: N,
    given: Given<N>,
    signal?: AbortSignal,
  ) => Promise<Answer<N> | undefined>
  readonly close: () => Promise<void>
}

/** Where the parts of the page find the console. */
export const ConsoleContext = createContext<Console | undefined>(undefined)

/** The console, inside of the page. */
export function useConsole(): Console {
  const console = useContext(ConsoleContext)
  if (console === undefined) throw new Error('This part is not inside of the page.')
  return console
}

const unreachable: Refusal = { problem: 'no-server', says: '' }

const wait = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })

/** Keeps up with the server. Answers nothing until it has answered once. */
export function useServer(session: string): Console | Console['state'] {
  const [view, setView] = useState<View>()
  const [state, setState] = useState<Console['state']>('open')
  const [trouble, setTrouble] = useState<Refusal>()
  const following = useRef<AbortController>(undefined)

  useEffect(() => {
    const ending = new AbortController()
    following.current = ending
    const follow = async (): Promise<void> => {
      for (let failures = 0; !ending.signal.aborted; failures += 1) {
        try {
          for await (const next of watch(session, ending.signal)) {
            failures = 0
            setState('open')
            setView((last) => (last !== undefined && last.version > next.version ? last : next))
          }
        } catch (error) {
          if (error instanceof Refused && error.status === 401) {
            forgetSession()
            return setState((last) => (last === 'closed' ? last : 'over'))
          }
        }
        if (failures >= 1) setState((last) => (last === 'closed' ? last : 'gone'))
        await wait(Math.min(250 * 2 ** failures, 4000), ending.signal)
      }
    }
    if (state !== 'closed') void follow()
    return () => ending.abort()
  }, [session, state === 'closed'])

  const console = useMemo(() => {
    const get: Console['get'] = async (name, given, signal) => {
      try {
        const answer = await ask(session, name, given, signal)
        // What was refused stays in sight while the list is read on.
        if (name !== 'people') setTrouble(undefined)
        return answer
      } catch (error) {
        if (signal?.aborted === true) return undefined
        if (error instanceof Refused && error.status === 401) setState('over')
        setTrouble(error instanceof Refused ? error.refusal : unreachable)
        return undefined
      }
    }
    const act: Console['act'] = async (name, given) => {
      const next = await get(name, given)
      if (next === undefined) return false
      setView((last) => (last !== undefined && last.version > next.version ? last : next))
      return true
    }
    const close = async (): Promise<void> => {
      try {
        await ask(session, 'close', {})
      } catch (error) {
        // That everything is forgotten is only said where the server said so.
        if (error instanceof Refused && error.status === 401) setState('over')
        setTrouble(error instanceof Refused ? error.refusal : unreachable)
        return
      }
      following.current?.abort()
      forgetSession()
      setState('closed')
    }
    return { act, get, close, dismissTrouble: () => setTrouble(undefined) }
  }, [session])

  return view === undefined ? state : { ...console, view, state, trouble }
}
