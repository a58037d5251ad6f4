import type { DatabaseSync } from 'node:sqlite'
import { UserAdminError } from '../errors.ts'

/** Each brings the database from one version to the next; those that were published never change. */
const migrations: readonly string[] = [
  `
  CREATE TABLE meta (
    id INTEGER PRIMARY KEY CHECK (id = 1), state TEXT NOT NULL, file TEXT NOT NULL,
    clock INTEGER NOT NULL, changes INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE journal (
    seq INTEGER PRIMARY KEY, line TEXT NOT NULL,
    run TEXT GENERATED ALWAYS AS (json_extract(line, '$.run')) VIRTUAL,
    plan TEXT GENERATED ALWAYS AS (json_extract(line, '$.plan')) VIRTUAL,
    kind TEXT GENERATED ALWAYS AS (json_extract(line, '$.kind')) VIRTUAL
  ) STRICT;
  CREATE INDEX journal_run ON journal (run, seq) WHERE run IS NOT NULL;
  CREATE INDEX journal_plan ON journal (plan, seq) WHERE plan IS NOT NULL;
  CREATE INDEX journal_kind ON journal (kind, seq);

  CREATE TABLE breaks (changes INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL, reason TEXT NOT NULL) STRICT;
  CREATE TABLE baselines (
    scope TEXT PRIMARY KEY, at INTEGER NOT NULL, wall INTEGER NOT NULL, changes INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE members (scope TEXT NOT NULL, at INTEGER NOT NULL, count INTEGER NOT NULL) STRICT;
  CREATE INDEX members_scope ON members (scope, at);
  CREATE TABLE taken (
    scope TEXT NOT NULL, id TEXT NOT NULL, at INTEGER NOT NULL, count INTEGER NOT NULL,
    released INTEGER NOT NULL, named INTEGER NOT NULL, PRIMARY KEY (scope, id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX taken_at ON taken (scope, at);
  CREATE TABLE taken_people (
    scope TEXT NOT NULL, person TEXT NOT NULL, taking TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (scope, person, taking)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX taken_people_taking ON taken_people (scope, taking);
  CREATE TABLE presence (scope TEXT PRIMARY KEY, at INTEGER NOT NULL, ids TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE vanished (
    scope TEXT NOT NULL, id TEXT NOT NULL, seen INTEGER NOT NULL, PRIMARY KEY (scope, id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE sources (
    name TEXT PRIMARY KEY, at INTEGER NOT NULL, count INTEGER NOT NULL, active INTEGER NOT NULL, digest TEXT NOT NULL,
    ids TEXT NOT NULL, people TEXT NOT NULL
  ) STRICT;
  CREATE TABLE readings (
    source TEXT NOT NULL, at INTEGER NOT NULL, digest TEXT NOT NULL, PRIMARY KEY (source, at, digest)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE absent (
    source TEXT NOT NULL, id TEXT NOT NULL, at INTEGER NOT NULL, count INTEGER NOT NULL, active INTEGER NOT NULL,
    digest TEXT NOT NULL, person TEXT NOT NULL, PRIMARY KEY (source, id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE plans (place INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, plan TEXT NOT NULL) STRICT;
  CREATE TABLE held (place INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, record TEXT NOT NULL) STRICT;
  CREATE TABLE quarantines (
    place INTEGER PRIMARY KEY AUTOINCREMENT, subject TEXT NOT NULL UNIQUE, quarantine TEXT NOT NULL
  ) STRICT;
  `,
  `
  ALTER TABLE sources ADD COLUMN position TEXT;
  CREATE TABLE links (
    source TEXT NOT NULL, scope TEXT NOT NULL, member TEXT NOT NULL, person TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (source, scope, member)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE linked (
    source TEXT NOT NULL, scope TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (source, scope)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  CREATE TABLE jobs (job TEXT PRIMARY KEY, since INTEGER NOT NULL, settled INTEGER NOT NULL, form TEXT NOT NULL) STRICT;
  CREATE TABLE ticks (
    job TEXT NOT NULL, due INTEGER NOT NULL, status TEXT NOT NULL, tick TEXT NOT NULL, PRIMARY KEY (job, due)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX ticks_begun ON ticks (job) WHERE status = 'begun';

  CREATE TABLE told (
    place INTEGER PRIMARY KEY AUTOINCREMENT, receiver TEXT NOT NULL, event TEXT NOT NULL, subject TEXT NOT NULL,
    reason TEXT NOT NULL, id TEXT NOT NULL, at INTEGER NOT NULL, status TEXT NOT NULL, attempts INTEGER NOT NULL,
    due INTEGER NOT NULL, body TEXT NOT NULL, over INTEGER NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX told_reason ON told (event, subject, reason, receiver) WHERE over = 0;
  CREATE INDEX told_waiting ON told (place) WHERE status = 'waiting';
  `,
]

/** The version of the database that this release writes. */
const newest: number = migrations.length

/** Which version a database has; 0: nothing was ever written to it. */
export function versionOf(database: DatabaseSync): number {
  const row = database.prepare('PRAGMA user_version').get()
  return Number(row?.['user_version'])
}

/**
 * Brings a database up to this release's version, within a transaction of the caller.
 *
 * @throws {UserAdminError} `unsupported` for one that a later release wrote.
 */
export function migrate(database: DatabaseSync, file: string): void {
  const version = versionOf(database)
  if (version > newest)
    throw new UserAdminError(
      'unsupported',
      `The state ${file} was written by a later release of user-admin (its form is ${version}, this one knows ${newest}): use that release or a later one. Nothing was changed.`,
    )
  if (version === newest) return
  for (const step of migrations.slice(version)) database.exec(step)
  database.exec(`PRAGMA user_version = ${newest}`)
}
