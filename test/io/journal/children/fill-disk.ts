// Appends until the disk under the journal is full, makes room, goes on; says what comes of every step. The disk has 4 MB.
import { readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openJournal } from '../../../../src/io/journal/open-journal.js';
import { TidemarkError } from '../../../../src/operators/tidemark-error.js';
import { append } from '../append.js';

const disk = process.argv[2] ?? '';
const directory = join(disk, 'journal');
const filler = join(disk, 'filler');
const say = (name: string, what: unknown): void => console.log(`${name}: ${what}`);
const text = (error: unknown): string =>
  error instanceof TidemarkError ? `${error.code} ${error.retryable}` : String(error);
const bytes = (): number =>
  readdirSync(directory).reduce((sum, name) => sum + statSync(join(directory, name)).size, 0);

writeFileSync(filler, Buffer.alloc(1 << 20));
let journal = await openJournal({ directory, segmentBytes: 1 << 20 });
const body = Buffer.alloc(70_000, 7);
let kept = 0;
let refused: unknown;
while (refused === undefined) {
  const before = bytes();
  const group = await Promise.allSettled([1, 2, 3].map(() => append(journal, kept, 'k', body)));
  const failed = group.find((one) => one.status === 'rejected');
  if (failed === undefined) kept += 3;
  else {
    refused = failed.reason;
    say(
      'all of the group',
      group.every((one) => one.status === 'rejected'),
    );
    say('nothing half-written', bytes() === before);
  }
}
say('full', text(refused));
say('a long way', kept > 30 && kept === journal.last);
say('full again', await append(journal, 1, undefined, Buffer.alloc(1 << 20)).catch(text));
rmSync(filler);
say('after room was made', (await append(journal, kept, undefined, body)) === kept + 1);
await journal.close();
const warnings: string[] = [];
journal = await openJournal({ directory, onWarning: (warning) => warnings.push(warning) });
say('opened again', journal.last === kept + 1 && warnings.length === 0);
await journal.close();
