// Commits marked commits to the directory it is given, and says each mark once the commit has resolved.
import { writeSync } from 'node:fs';
import { diskStore } from '../../../../src/io/state/lmdb/disk-store.js';
import { markedCommit } from '../marked-commit.js';

const store = await diskStore({ directory: process.argv[2] ?? '' });
const { saved, commit } = await store.claim({ pipeline: 'p' });
for (let mark = saved?.sequence ?? 0; ; mark++) {
  await commit(mark, markedCommit(mark + 1));
  writeSync(1, `${mark + 1}\n`);
}
