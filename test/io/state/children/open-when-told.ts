// Tries to open the directory on every line it is given and says what came of it; on `close` it closes what it has open.
import { createInterface } from 'node:readline';
import { type DiskStore, diskStore } from '../../../../src/io/state/lmdb/disk-store.js';
import { TidemarkError } from '../../../../src/operators/tidemark-error.js';

const directory = process.argv[2] ?? '';
let store: DiskStore | undefined;
console.log('ready');
for await (const line of createInterface({ input: process.stdin })) {
  try {
    if (line === 'close') {
      await store?.close();
      store = undefined;
      console.log('closed');
    } else {
      store = await diskStore({ directory });
      console.log('open');
    }
  } catch (error) {
    console.log(error instanceof TidemarkError ? error.code : String(error));
  }
}
process.kill(process.pid, 'SIGKILL');
