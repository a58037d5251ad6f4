import { promisify } from 'node:util'
import { crc32, deflateRaw } from 'node:zlib'

const deflated = promisify(deflateRaw)

/** A file of an archive. */
export interface ZipFile {
  /** With `/` between its parts, in ASCII. */
  readonly name: string
  readonly content: Buffer
}

/** Sizes and places in an archive have four bytes, and its number of files two. */
const largest = 0xff_ff_ff_ff
const most = 0xff_ff

/**
 * A zip archive that every system opens: each file compressed, for its owner only. Times are left out, so that the same
 * files make the same archive.
 *
 * @throws {RangeError} for more than 65,535 files or 4 GB.
 */
export async function zipped(files: readonly ZipFile[]): Promise<Buffer> {
  if (files.length > most) throw new RangeError('More files than an archive can hold.')
  const pieces: Buffer[] = []
  const entries: Buffer[] = []
  let at = 0
  for (const { name, content } of files) {
    const packed = await deflated(content)
    if (content.length > largest || at + packed.length > largest) throw new RangeError('More than an archive can hold.')
    const written = Buffer.from(name, 'ascii')
    // Version 2.0, no flags, deflated, 1980-01-01.
    const known = Buffer.alloc(26)
    known.writeUInt16LE(20, 0)
    known.writeUInt16LE(8, 4)
    known.writeUInt16LE(0x21, 8)
    known.writeUInt32LE(crc32(content), 10)
    known.writeUInt32LE(packed.length, 14)
    known.writeUInt32LE(content.length, 18)
    known.writeUInt16LE(written.length, 22)
    pieces.push(Buffer.from('PK\u0003\u0004', 'latin1'), known, written, packed)
    // Made on Unix, by which the rights of a file are told.
    const rights = Buffer.alloc(14)
    rights.writeUInt32LE((0o100_600 << 16) >>> 0, 6)
    rights.writeUInt32LE(at, 10)
    entries.push(Buffer.from('PK\u0001\u0002\u0014\u0003', 'latin1'), known, rights, written)
    at += 30 + written.length + packed.length
  }
  const listed = Buffer.concat(entries)
  const end = Buffer.alloc(22)
  end.write('PK\u0005\u0006', 'latin1')
  end.writeUInt16LE(files.length, 8)
  end.writeUInt16LE(files.length, 10)
  end.writeUInt32LE(listed.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...pieces, listed, end])
}
