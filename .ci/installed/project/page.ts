import { type Places, reads } from './reads.js'

declare const places: Places

reads(places).then(
  (seen) => document.body.append(seen),
  (error: unknown) => document.body.append(`failed: ${String(error)}`),
)
