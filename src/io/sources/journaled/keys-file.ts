import { open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import { hasCode } from '../../disk/has-code.js';
import { syncDirectory } from '../../disk/sync-directory.js';
import { damagedJournal } from '../../journal/damaged-journal.js';
import type { KnownKey } from './key-memory.js';

/**
 * Keys of entries that the journal has let go of. Magic with version (8 bytes), then for each key its sequence (6), time
 * (8), digest (32), length (1) and characters, then a checksum (4) of all that.
 */
const NAME = 'journal-keys';
const DRAFT = `${NAME}.tmp`;
const MAGIC = Buffer.from('TIDEKEY1', 'latin1');
const DIGEST = 14;
const LENGTH = 46;
const HEAD = 47;
const SUM = 4;
/** Encoded and written at once, so that a million keys do not hold up everything else. */
const PIECE = 256 * 1024;

/** Read in one turn: whoever asks how the process is hears it meanwhile. */
const SEVERAL = 5000;

/** Replaces the file, at once or not at all; resolves when it is on disk. */
export const writeKeys = async (
  directory: string,
  keys: Iterable<readonly [key: string, known: KnownKey]>,
): Promise<void> => {
  const draft = join(directory, DRAFT);
  try {
    const file = await open(draft, 'w');
    try {
      for (const piece of piecesOf(keys)) await file.writeFile(piece);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, join(directory, NAME));
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  await syncDirectory(directory);
};

function* piecesOf(keys: Iterable<readonly [key: string, known: KnownKey]>): Generator<Buffer> {
  let sum = crc32(MAGIC);
  yield MAGIC;
  let piece = Buffer.allocUnsafe(PIECE);
  let end = 0;
  for (const [key, { sequence, time, digest }] of keys) {
    if (end + HEAD + key.length > PIECE) {
      sum = crc32(piece.subarray(0, end), sum);
      yield piece.subarray(0, end);
      piece = Buffer.allocUnsafe(PIECE);
      end = 0;
    }
    piece.writeUIntLE(sequence, end, 6);
    piece.writeDoubleLE(time, end + 6);
    piece.write(digest, end + DIGEST, 'latin1');
    piece.writeUInt8(key.length, end + LENGTH);
    piece.write(key, end + HEAD, 'latin1');
    end += HEAD + key.length;
  }
  const rest = Buffer.alloc(end + SUM);
  piece.copy(rest, 0, 0, end);
  rest.writeUInt32LE(crc32(rest.subarray(0, end), sum), end);
  yield rest;
}

/** Shows every key in the order in which they were written. Rejects with 'bad-state' for a file that is not as we left it. */
export const readKeys = async (
  directory: string,
  visit: (key: string, known: KnownKey) => void,
): Promise<void> => {
  let bytes: Buffer;
  try {
    bytes = await readFile(join(directory, NAME));
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return;
    throw error;
  }
  const end = bytes.length - SUM;
  if (end < MAGIC.length || crc32(bytes.subarray(0, end)) !== bytes.readUInt32LE(end)) {
    throw damagedJournal(directory, `its ${NAME} does not match its checksum.`);
  }
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) {
    throw damagedJournal(directory, `its ${NAME} was written by another version of Tidemark.`);
  }
  for (let at = MAGIC.length, count = 1; at < end; count++) {
    if (count % SEVERAL === 0) await turn();
    const keyEnd = at + HEAD + bytes.readUInt8(at + LENGTH);
    visit(bytes.toString('latin1', at + HEAD, keyEnd), {
      sequence: bytes.readUIntLE(at, 6),
      time: bytes.readDoubleLE(at + 6),
      digest: bytes.toString('latin1', at + DIGEST, at + LENGTH),
    });
    at = keyEnd;
  }
};
