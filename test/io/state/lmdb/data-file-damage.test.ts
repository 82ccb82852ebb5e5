import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { damageOf } from '../../../../src/io/state/lmdb/data-file-damage.js';
import { type Meta, readMeta } from '../../../../src/io/state/lmdb/data-file-meta.js';
import { readBranch, readLeaf } from '../../../../src/io/state/lmdb/data-file-page.js';
import { diskStore } from '../../../../src/io/state/lmdb/disk-store.js';
import { commitTo } from '../../../support/commit-to.js';
import { temporaryDirectory } from '../../../support/temporary-directory.js';
import { markedCommit } from '../marked-commit.js';

interface DataFile {
  readonly bytes: Buffer;
  /** The newest. */
  readonly meta: Meta;
  readonly metaAt: number;
}

/** What is found in a data file after some commits and one change of its bytes. */
const damageAfter = async (change: (file: DataFile) => void): Promise<string | undefined> => {
  const directory = await temporaryDirectory();
  const store = await diskStore({ directory });
  for (let mark = 0; mark < 10; mark++) await commitTo(store, 'p', mark, markedCommit(mark + 1));
  await store.close();
  const path = join(directory, 'data.mdb');
  const bytes = await readFile(path);
  const metas = [0, 1].map((slot) => readMeta(bytes.subarray(slot * 4096, (slot + 1) * 4096), slot));
  const slot = metas[0]!.transaction > metas[1]!.transaction ? 0 : 1;
  change({ bytes, meta: metas[slot]!, metaAt: slot * 4096 });
  await writeFile(path, bytes);
  return damageOf(path);
};

const pageOf = ({ bytes, meta }: DataFile, number: number): Buffer =>
  bytes.subarray(number * meta.pageSize, (number + 1) * meta.pageSize);

const firstLeaf = (file: DataFile): number => {
  const { main, transaction } = file.meta;
  let number = main.page!;
  for (let depth = 1; depth < main.depth; depth++) {
    number = readBranch(pageOf(file, number), number, transaction)[0]!.child;
  }
  return number;
};

test('finds nothing wrong with a file that nobody touched', async () => {
  expect(await damageAfter(() => undefined)).toBeUndefined();
});

test('finds a page that is in use among those that are free', async () => {
  const damage = await damageAfter((file) => {
    const { free, main, transaction } = file.meta;
    const page = pageOf(file, free.page!);
    const { value, overflow } = readLeaf(page, free.page!, transaction)[0]!;
    if (overflow !== undefined) throw new Error('The list should be short.');
    const list = page.subarray(value);
    list.writeBigInt64LE(1n, 0);
    list.writeBigInt64LE(BigInt(main.page!), 8);
  });
  expect(damage).toMatch(/page \d+ has two uses/);
});

test('finds that the newest meta page was turned back', async () => {
  const damage = await damageAfter(({ bytes, meta, metaAt }) => {
    bytes.writeBigUInt64LE(BigInt(meta.transaction - 4), metaAt + 152);
  });
  expect(damage).toMatch(/the newest meta page is missing/);
});

test('finds that the older meta page passes for the newest', async () => {
  const damage = await damageAfter(({ bytes, meta, metaAt }) => {
    bytes.writeBigUInt64LE(BigInt(meta.transaction + 1), 4096 - metaAt + 152);
  });
  expect(damage).toMatch(/the newest meta page is not the newest/);
});

test('finds pages in use beyond the last page', async () => {
  const damage = await damageAfter(({ bytes, metaAt }) => bytes.writeBigUInt64LE(3n, metaAt + 144));
  expect(damage).toMatch(/is beyond the last page/);
});

test('finds pages that say they are from a transaction that has not been', async () => {
  const damage = await damageAfter((file) => {
    pageOf(file, firstLeaf(file)).writeBigUInt64LE(BigInt(file.meta.transaction + 1), 8);
  });
  expect(damage).toMatch(/is not the page that belongs there/);
});

test('finds one changed byte in a value', async () => {
  const damage = await damageAfter(({ bytes }) => {
    const at = bytes.lastIndexOf('10:0000000');
    bytes[at + 5] = 0x31;
  });
  expect(damage).toMatch(/does not match its checksum/);
});

test('finds keys out of order', async () => {
  const damage = await damageAfter((file) => {
    const number = firstLeaf(file);
    const page = pageOf(file, number);
    const { key, value } = readLeaf(page, number, file.meta.transaction)[0]!;
    page.fill(0xff, key, value);
  });
  expect(damage).toMatch(/page \d+ has keys out of order/);
});

test('says that the file is missing', async () => {
  expect(damageOf(join(await temporaryDirectory(), 'data.mdb'))).toBe('its data file data.mdb is missing.');
});
