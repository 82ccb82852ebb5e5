import { gzipSync } from 'node:zlib';
import { openListingStore } from '../../../src/io/object-store/open-listing-store.js';
import { objects } from '../../../src/io/sources/objects.js';
import { virtualClock } from '../../../src/testing/virtual-clock.js';
import { sourceContract } from '../../contracts/source-contract.js';
import { s3Server } from '../../servers/s3.js';
import { putObject } from '../../support/object-store/put-object.js';
import { asIf } from '../../support/object-store/store-at.js';
import { type Word, wordsCodec } from '../../support/words-codec.js';

const TEXT = '#unit s\n1 one\n2 zwölf 😀\nbroken\n3 three\n\n#unit ms\n4 four\n';
const MORE = '5 five\nbroken too\n6 six without an end';
const ROWS: readonly Word[] = [
  { time: 1, text: 'one', unit: 's' },
  { time: 2, text: 'zwölf 😀', unit: 's' },
  { time: 3, text: 'three', unit: 's' },
  { time: 4, text: 'four', unit: 'ms' },
  { time: 5, text: 'five', unit: '' },
  { time: 6, text: 'six without an end', unit: '' },
];

for (const [how, packed] of [
  ['plain', (text: string) => Buffer.from(text)],
  ['gzipped', (text: string) => gzipSync(text)],
] as const) {
  for (const readBytes of [1, 11, 256 * 1024]) {
    sourceContract<Word>(`objects, ${how}, ${readBytes} bytes at a time,`, {
      make: async () => {
        asIf({});
        const server = await s3Server();
        putObject(server, 'words/a', packed(TEXT));
        putObject(server, 'words/b', packed(MORE));
        const { endpoint } = server;
        return {
          source: objects({
            open: () => openListingStore({ bucket: 'logs', endpoint }),
            ...{ prefix: 'words/', bucket: 's3://logs', codec: wordsCodec, clock: virtualClock(), readBytes },
          }),
          rows: ROWS,
        };
      },
      makeLive: async () => {
        asIf({});
        const server = await s3Server();
        const { endpoint } = server;
        const clock = virtualClock();
        let time = 0;
        return {
          source: objects({
            open: () => openListingStore({ bucket: 'logs', endpoint }),
            ...{ prefix: 'words/', bucket: 's3://logs', codec: wordsCodec, clock, readBytes, follow: true },
          }),
          clock,
          append: async () => {
            const rows = [++time, ++time, ++time].map((at) => ({ time: at, text: `word ${at}`, unit: '' }));
            putObject(
              server,
              `words/${time}`,
              packed(rows.map((row) => `${row.time} ${row.text}\n`).join('')),
            );
            return rows;
          },
        };
      },
    });
  }
}
