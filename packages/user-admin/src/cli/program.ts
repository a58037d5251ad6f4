import { Command, CommanderError } from 'commander'
import manifest from '../../package.json' with { type: 'json' }
import { withoutTokens } from '../credentials/whole-token.ts'
import { several } from './command.ts'
import { commands, type Entry, groups, printable } from './commands.ts'
import { type Ended, type GlobalOptions, type Running, running } from './context.ts'
import { type Contents, envelope, failureOf } from './envelope.ts'
import { type Exit, exitOfError, exits } from './exit.ts'
import type { PrintedRequest } from './print-request.ts'
import { inShellWords } from './shell-words.ts'
import { columnsOf, hasColours, type World } from './streams.ts'

/** Runs one command line and answers with its exit code; rejects never. */
export async function run(world: World, given: readonly string[]): Promise<Exit> {
  // `user-admin help members` is how many ask.
  const words = given[0] === 'help' ? [...given.slice(1), '--help'] : [...given]
  const { options: common, operands } = glance(words)
  const entry = commands.findLast(({ name }) => name.split(' ').every((word, index) => word === operands[index]))
  const command = entry?.name ?? ''
  const isPrinting = printable.has(command) && before(words, '--').includes('--print-request')
  const options = isPrinting ? { ...common, printRequest: true } : common
  const isJson = options.json === true
  const give = (parts: Omit<Contents, 'command'>): Exit => {
    if (isJson) world.stdout.write(`${JSON.stringify(envelope({ command, ...parts }), undefined, 2)}\n`)
    return parts.exit
  }

  const printed = async (
    requests: readonly PrintedRequest[],
    { exit, targets, warnings = [] }: Partial<Omit<Contents, 'command' | 'exit'>> & Pick<Contents, 'exit'>,
  ): Promise<Exit> => {
    const { printedText } = await import('./print-request.ts')
    if (!isJson) world.stdout.write(`${printedText(requests)}\n`)
    return give({ exit, requests, targets, warnings })
  }

  const said: string[] = []
  const work = entry === undefined ? undefined : running(world, entry.name, options, words)
  try {
    const program = skeleton(world, options, said)
    if (entry !== undefined && work !== undefined) await mount(program, entry, work)
    await program.parseAsync(words, { from: 'user' })
    await work?.close()
    const { answer, targets, warnings = [], exit = exits.ok, next = [], requests } = work?.ended() ?? {}
    if (requests !== undefined) return await printed(requests, { exit, targets, warnings })
    if (!isJson && answer?.text !== undefined) {
      const text = typeof answer.text === 'function' ? answer.text() : answer.text
      if (text !== '') world.stdout.write(`${inShellWords(text)}\n`)
    }
    for (const line of next) world.stderr.write(`${line}\n`)
    return give({ exit, data: answer?.data, targets, warnings })
  } catch (error) {
    await work?.close().catch(() => undefined)
    if (error instanceof CommanderError && error.exitCode === 0) return exits.ok
    const { requests, targets, warnings = [], next = [] }: Partial<Ended> = work?.ended() ?? {}
    // What was not sent is not there when it is looked for: some commands call that a failure.
    if (requests?.some(({ changes }) => changes) === true)
      return await printed(requests, { exit: exits.ok, targets, warnings })
    const isUsage = error instanceof CommanderError
    const failure = isUsage ? { problem: 'usage' as const, message: usageOf(said, entry) } : failureOf(error)
    for (const line of isJson ? [] : [...next, failure.message]) world.stderr.write(`${line}\n`)
    if ((world.env['USER_ADMIN_DEBUG'] ?? '') !== '') world.stderr.write(framesOf(error))
    return give({ exit: isUsage ? exits.usage : exitOfError(error), targets, warnings, error: failure })
  }
}

/** The options that every command has, wherever they stand on the line. */
function withGlobalOptions(program: Command): Command {
  return program
    .option('--config <file>', 'the configuration (default: user-admin.yaml here or above, then USER_ADMIN_CONFIG)')
    .option('--target <name>', 'only this target of the configuration; several by commas or more --target', several)
    .option('--all-targets', 'all targets, where a command would change something')
    .option('--state <folder>', 'where is kept what has to be known between runs')
    .option('--json', 'print one JSON object for programs (cli.schema.json)')
    .option('--quiet', 'no progress and no remarks')
    .option('--no-color', 'no colours (as NO_COLOR in the environment)')
}

/** What stands on the line as far as it can be told before the command is loaded: wrong options are for the command to say. */
function glance(words: readonly string[]): { readonly options: GlobalOptions; readonly operands: readonly string[] } {
  const program = withGlobalOptions(new Command()).helpOption(false)
  program.exitOverride().configureOutput({ writeErr: () => undefined, outputError: () => undefined })
  try {
    const { operands } = program.parseOptions([...words])
    return { options: program.opts<GlobalOptions>(), operands }
  } catch {
    return { options: { json: words.includes('--json') }, operands: [] }
  }
}

/** The program with every command's name and summary. */
function skeleton(world: World, options: GlobalOptions, said: string[]): Command {
  const { stdout, stderr, env } = world
  const isRefused = options.color === false
  const program = withGlobalOptions(new Command('user-admin'))
    .description(
      'Who has access to Astronomer (Houston) and Alteryx Analytics Cloud: see it, plan it, change it, prove it.',
    )
    .version(manifest.version, '--version', 'print the release')
    .exitOverride()
    .helpCommand(false)
    .showSuggestionAfterError(true)
    .configureHelp({ showGlobalOptions: true, sortSubcommands: false })
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => said.push(text),
      getOutHelpWidth: () => columnsOf(stdout),
      getErrHelpWidth: () => columnsOf(stderr),
      getOutHasColors: () => hasColours(stdout, env, isRefused),
      getErrHasColors: () => false,
    })
    .addHelpText('after', `\n${hints}`)
  for (const { name, summary } of commands) {
    const parent = parentOf(program, name)
    parent.addCommand(new Command(lastOf(name)).copyInheritedSettings(program).summary(summary).allowUnknownOption())
  }
  return program
}

const hints = `Exit codes: 0 ok, 1 error, 2 usage, 3 changes pending, 4 held by a guard, 5 quarantined, 6 sign-in needed,
7 partly done.

Every command has examples: user-admin COMMAND --help`

/** Puts the real command in the place of its name. */
async function mount(program: Command, entry: Entry, work: Running): Promise<void> {
  const { default: make } = await entry.load()
  const parent = parentOf(program, entry.name)
  const made = make(work.context) as unknown as Command
  made.name(lastOf(entry.name)).summary(entry.summary).copyInheritedSettings(program)
  if (made.description() === '') made.description(`${entry.summary.charAt(0).toUpperCase()}${entry.summary.slice(1)}.`)
  if (printable.has(entry.name))
    made.option('--print-request', 'print what would be sent, for Postman, curl or a program; nothing is changed')
  const place = parent.commands.findIndex((one) => one.name() === made.name())
  made.parent = parent
  ;(parent.commands as Command[])[place] = made
}

/** The group that a command stands in, made where it is first asked for. */
function parentOf(program: Command, name: string): Command {
  const [group, rest] = name.split(' ')
  if (group === undefined || rest === undefined) return program
  const found = program.commands.find((one) => one.name() === group)
  if (found !== undefined) return found
  const made = new Command(group)
    .copyInheritedSettings(program)
    .description(groups[group] ?? '')
    .helpCommand(false)
  program.addCommand(made)
  return made
}

const before = (words: readonly string[], end: string): readonly string[] =>
  words.includes(end) ? words.slice(0, words.indexOf(end)) : words

const lastOf = (name: string): string => name.slice(name.indexOf(' ') + 1)

/** What is wrong with the line, with a guess where there is one, and where to read on. */
function usageOf(said: readonly string[], entry: Entry | undefined): string {
  const text = withoutTokens(said.join('').trim())
  // Without a command it is the help itself.
  if (text === '' || text.startsWith('Usage:')) return text
  const [first = '', ...more] = text.replace(/^error: /u, '').split('\n')
  const fact = `${first.charAt(0).toUpperCase()}${first.slice(1)}${/[.?!]$/u.test(first) ? '' : '.'}`
  return [fact, ...more, `See user-admin ${entry === undefined ? '' : `${entry.name} `}--help.`].join(' ')
}

/** Where an error came from, without what it says. */
function framesOf(error: unknown): string {
  const frames = error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => /^\s+at /u.test(line)) : []
  return frames.map((line) => `${line}\n`).join('')
}
