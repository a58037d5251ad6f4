import { enableCompileCache } from 'node:module'

// A second run starts from compiled code.
enableCompileCache()
const [{ houstonDemo }, { aacDemo }] = await Promise.all([import('./houston.ts'), import('./aac.ts')])

// Both jobs against fake servers on this machine's loopback. Nothing outside is reached.
const say = (line: string): void => console.log(line)
const title = (text: string): void => say(`\n${text}\n${'='.repeat(text.length)}`)

title('Astronomer: create, read, change and remove one person, in each of three workspaces')
const houston = await houstonDemo(say)
title('Alteryx Analytics Cloud: remove everybody but a protected list from a workspace of 500')
const aac = await aacDemo(say)

say(houston && aac ? '\nBoth systems are as planned; 0 protected people touched.' : '\nNOT as planned.')
process.exitCode = houston && aac ? 0 : 1
