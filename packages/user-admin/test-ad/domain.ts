import { type ExecFileException, execFile } from 'node:child_process'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { temporaryFolder } from './folder.ts'

/** Everything that Samba brings, also where the caller's PATH leaves out the folders of the superuser. */
export const environment: Readonly<Record<string, string>> = {
  PATH: `${process.env['PATH'] ?? ''}:/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin`,
  // What is lost in a power cut here was a copy in a temporary folder.
  TDB_NO_FSYNC: '1',
}

/** The administrator that a domain is born with. */
export const admin = { user: 'administrator@corp.test', password: 'Only-for-tests-0' } as const

/** An ordinary user of the domain, in no group but that of all. */
export const reader = { user: 'reader@corp.test', password: 'Only-for-reading-0' } as const

/** Where everybody of the domain is. */
export const base = 'DC=corp,DC=test'

/** Which variable names the folder of the domain to the tests of a run. */
export const shared = 'USER_ADMIN_TEST_DOMAIN'

/**
 * Makes the domain `corp.test` in a new temporary folder, without starting anything: 10 s.
 *
 * @throws {Error} where Samba is missing, or does not make it; the message says what to do.
 */
export async function provision(): Promise<string> {
  if (process.getuid?.() !== 0)
    throw new Error('A domain controller listens on ports 389 and 636: run these tests as root.')
  const folder = await temporaryFolder('user-admin-domain-')
  try {
    await samba('samba-tool', [
      'domain',
      'provision',
      `--targetdir=${folder}`,
      '--realm=CORP.TEST',
      '--domain=CORP',
      `--adminpass=${admin.password}`,
      '--server-role=dc',
      '--host-name=dc1',
      '--host-ip=127.0.0.1',
      '--option=interfaces=lo',
      '--option=bind interfaces only=yes',
      '--dns-backend=NONE',
    ])
    await samba('ldbadd', ['-H', join(folder, 'private', 'sam.ldb')], readerEntry)
    return folder
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}

// A password is set in quotes, in UTF-16.
const readerEntry = `dn: CN=reader,CN=Users,${base}
objectClass: user
sAMAccountName: reader
userPrincipalName: ${reader.user}
unicodePwd:: ${Buffer.from(`"${reader.password}"`, 'utf16le').toString('base64')}
userAccountControl: 512
`

/** The folder of the domain that the run made, in which nothing was ever started. */
export function domain(): string {
  const folder = process.env[shared]
  if (folder === undefined) throw new Error('There is no domain: these tests are run by "pnpm test:ad".')
  return folder
}

/** Runs a program of Samba to its end. */
export function samba(program: string, args: readonly string[], input?: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(program, args, { env: environment, maxBuffer: 2 ** 26 }, (error, out, err) => {
      if (error === null) resolve(out)
      else reject(new Error(told(program, error, err)))
    })
    child.stdin?.end(input)
  })
}

const told = (program: string, error: ExecFileException, err: string): string =>
  error.code === 'ENOENT'
    ? `${program} is not installed: run "bash .ci/samba" as root, which installs Samba's domain controller.`
    : `${program} failed: ${err.trim().split('\n').slice(-5).join('\n')}`

const pem = (name: string): Promise<string> => readFile(new URL(`tls/${name}.pem`, import.meta.url), 'utf8')

/** The certificate of the controllers, for their loopback addresses and `dc1.corp.test`, its key, and the authority that it is from. All are for these tests only. */
export async function certificate(): Promise<{ readonly ca: string; readonly cert: string; readonly key: string }> {
  const [ca, cert, key] = await Promise.all([pem('ca'), pem('certificate'), pem('key')])
  return { ca, cert, key }
}
