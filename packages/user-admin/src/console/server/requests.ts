import * as z from 'zod/mini'
import type { Requests } from '../protocol.ts'
import { Refused } from './refused.ts'
import type { Session } from './session.ts'

/** Everything but `open` and `close`, which are the server's own. */
type Name = Exclude<keyof Requests, 'open'>
type Given<K extends Name> = Parameters<Requests[K]>[0]
type Answered<K extends Name> = ReturnType<Requests[K]>

/** How a request looks, and what it does. */
interface Handler<K extends Name> {
  readonly form: z.ZodMiniType<Given<K>>
  readonly answer: (session: Session, given: Given<K>) => Answered<K> | Promise<Answered<K>>
}

const text = z.string()
const also = z.optional(z.string())
/** Of a request that is told nothing: whatever is sent with it is left unread. */
const nothing = z.pipe(
  z.unknown(),
  z.transform(() => undefined),
)
const words = <const T extends string>(...all: readonly [T, ...T[]]): z.ZodMiniEnum<{ [K in T]: K }> => z.enum(all)

const handlers: { readonly [K in Name]: Handler<K> } = {
  look: { form: nothing, answer: (session) => session.view() },
  connect: {
    form: z.object({ text, houston: also }),
    answer: (session, given) => session.connect(given),
  },
  renew: {
    form: z.object({ connection: text, text, houston: also }),
    answer: (session, given) => session.renew(given),
  },
  disconnect: { form: z.object({ connection: text }), answer: (session, { connection }) => session.forget(connection) },
  protect: {
    form: z.object({
      text,
      admins: z.boolean(),
      onlyMe: z.boolean(),
      rest: words('suspend', 'remove', 'suspend-then-remove'),
      removeOn: also,
      assets: z.optional(z.union([z.literal('leave'), z.object({ transferTo: text })])),
      notHere: z.optional(z.array(text)),
    }),
    answer: (session, given) => session.protect(given),
  },
  preview: { form: nothing, answer: (session) => session.beginPreview() },
  people: {
    form: z.object({
      preview: text,
      from: z.int().check(z.minimum(0)),
      count: z.int().check(z.minimum(0), z.maximum(500)),
      search: also,
      fate: z.optional(words('go', 'keep', 'suspend', 'remove', 'held', 'still-in', 'nothing', 'return')),
      workspace: also,
      sort: z.optional(words('name', 'email', 'workspace', 'fate', 'seen')),
      descending: z.optional(z.boolean()),
    }),
    answer: (session, given) => session.people(given),
  },
  except: { form: z.object({ person: text, keep: z.boolean() }), answer: (session, given) => session.except(given) },
  run: { form: z.object({ preview: text, count: z.int() }), answer: (session, given) => session.run(given) },
  pause: { form: nothing, answer: (session) => session.pause() },
  goOn: { form: nothing, answer: (session) => session.goOn() },
  stop: { form: nothing, answer: (session) => session.stop() },
  undo: { form: z.object({ run: text }), answer: (session, { run }) => session.undo(run) },
  resume: { form: z.object({ unfinished: text }), answer: (session, { unfinished }) => session.resume(unfinished) },
  dismiss: { form: z.object({ unfinished: text }), answer: (session, { unfinished }) => session.dismiss(unfinished) },
  decide: {
    form: z.object({
      plan: text,
      decision: words('approve', 'reject'),
      reason: text,
      count: z.optional(z.int()),
    }),
    answer: (session, given) => session.decide(given),
  },
  handBack: { form: z.object({ file: also }), answer: (session, { file }) => session.handBack(file) },
  report: {
    form: z.object({ form: words('csv', 'json', 'evidence'), language: also }),
    answer: (session, given) => session.report(given),
  },
  close: { form: nothing, answer: () => ({}) },
}

/** Does what a request of the page asks for. @throws {Refused} for one that there is not, or of another form. */
export async function answered(session: Session, name: string, given: unknown): Promise<unknown> {
  if (!Object.hasOwn(handlers, name)) throw new Refused('not-found', 404)
  const { form, answer } = handlers[name as Name] as Handler<Name>
  const checked = z.safeParse(form, given)
  // What was wrong is not repeated: it may be a token.
  if (!checked.success) throw new Refused('invalid', 400)
  return await answer(session, checked.data)
}
