// Runs in a package's folder before tsup, which would clean once for each of its bundles while others are being written.
import { rmSync } from 'node:fs'

rmSync('dist', { recursive: true, force: true })
