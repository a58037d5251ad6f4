// Loaded before a program, so that all of it lives by a clock that runs faster: its times, its waits and its patience.
// CLOCK: how many times as fast, since when, and how far ahead. A message `{ ahead }` moves it on at once.
const [speed = 1, since = Date.now(), before = 0] = (process.env['CLOCK'] ?? '').split(' ').map(Number)
let ahead = before
const real = Date.now
const now = (): number => since + (real() - since) * speed + ahead
Date.now = now
performance.now = () => now() - performance.timeOrigin

const { setTimeout: wait, setInterval: repeat } = globalThis
globalThis.setTimeout = Object.assign(
  (then: () => void, ms = 0, ...given: []): NodeJS.Timeout => wait(then, ms / speed, ...given),
  wait,
)
globalThis.setInterval = Object.assign(
  (then: () => void, ms = 0, ...given: []): NodeJS.Timeout => repeat(then, ms / speed, ...given),
  repeat,
)

process.on('message', (message: { readonly ahead: number }) => {
  ahead = message.ahead
  process.send?.({ ahead })
})
process.channel?.unref()
