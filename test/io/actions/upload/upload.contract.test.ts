import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseKeyTemplate } from '../../../../src/io/actions/upload/key-template.js';
import type { Uploaded } from '../../../../src/io/actions/upload/uploaded.js';
import { upload } from '../../../../src/io/actions/upload.js';
import type { ReadyFile } from '../../../../src/io/sources/directory/directory-rows.js';
import { walkDirectory } from '../../../../src/io/sources/directory/walk-directory.js';
import { actionContract } from '../../../contracts/action-contract.js';
import { memoryObjectStore } from '../../../support/object-store/memory-object-store.js';
import { quickDirectory } from '../../../support/temporary-directory.js';
import { keptUploads } from './kit.js';

const NAMES = ['a', 'b', 'large'];

actionContract<ReadyFile, Uploaded>('uploading files', {
  make: async () => {
    const place = await quickDirectory();
    for (const name of NAMES) writeFileSync(join(place, name), name.repeat(3));
    let isDown = false;
    let release = (): void => undefined;
    let gate: Promise<void> | undefined;
    const store = memoryObjectStore(async () => {
      await gate;
      return isDown ? 'failed' : 'fine';
    });
    const memory = keptUploads();
    const { files } = await walkDirectory(place);
    return {
      open: () =>
        upload({
          ...{
            directory: place,
            store,
            prefix: '',
            guard: 'conditional',
            verify: 'checksum',
            after: 'delete',
            memory,
          },
          keyOf: parseKeyTemplate('{path}', { prefix: '', host: '' }),
          left: new Map(),
          // One of them goes in parts.
          small: 10,
          clock: { now: () => 1_800_000_000_000, sleep: async () => undefined },
        }),
      rows: files.map(({ path, identity, bytes, modified }, time) => ({
        ...{ kind: 'ready', time, path, identity, bytes, modified, attempt: 1 },
      })),
      isGood: ({ shipped }) => shipped,
      world: async () => ({
        here: NAMES.filter((name) => existsSync(join(place, name))),
        there: [...store.objects].map(([key, body]) => `${key}: ${body.toString()}`).toSorted(),
      }),
      fail: async () => {
        isDown = true;
        return async () => {
          isDown = false;
        };
      },
      hang: async () => {
        gate = new Promise((resolve) => {
          release = resolve;
        });
        return async () => {
          gate = undefined;
          release();
        };
      },
    };
  },
});
