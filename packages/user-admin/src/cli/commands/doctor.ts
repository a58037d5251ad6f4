import type { CommandUnknownOpts } from '@commander-js/extra-typings'
import { command } from '../command.ts'
import type { Context } from '../context.ts'

/** `doctor`: what is well and what is not. */
export default (_context: Context): CommandUnknownOpts => command()
