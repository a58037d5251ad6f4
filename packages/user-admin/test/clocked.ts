// Loaded before a program (`--import`): its clock begins at CLOCKED_AT, milliseconds since the epoch, and goes on.
const Real = Date
const ahead = Number(process.env['CLOCKED_AT']) - Real.now()

globalThis.Date = class extends Real {
  // Without arguments it is now; the others are the system's.
  constructor(...given: readonly unknown[]) {
    if (given.length === 0) super(Real.now() + ahead)
    else super(...(given as [number]))
  }

  static override now(): number {
    return Real.now() + ahead
  }
} as DateConstructor
