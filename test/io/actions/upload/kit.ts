import { onTestFinished } from 'vitest';
import { parseKeyTemplate } from '../../../../src/io/actions/upload/key-template.js';
import type { UploadMemory } from '../../../../src/io/actions/upload/upload-memory.js';
import type { UploadOptions } from '../../../../src/io/actions/upload/upload-options.js';
import type { Uploaded } from '../../../../src/io/actions/upload/uploaded.js';
import { upload } from '../../../../src/io/actions/upload.js';
import type { Upload } from '../../../../src/io/object-store/object-store.js';
import { openObjectStore } from '../../../../src/io/object-store/open-object-store.js';
import type { ReadyFile } from '../../../../src/io/sources/directory/directory-rows.js';
import { walkDirectory } from '../../../../src/io/sources/directory/walk-directory.js';
import { s3Server } from '../../../servers/s3.js';
import { asIf } from '../../../support/object-store/store-at.js';
import { quickDirectory } from '../../../support/temporary-directory.js';

/** What a process would find after a crash. */
export const keptUploads = (): UploadMemory & { readonly kept: Set<Upload> } => {
  const kept = new Set<Upload>();
  const forgetting = (one: Upload) => async (): Promise<void> => {
    kept.delete(one);
  };
  return {
    kept,
    remember: async ({ key, uploadId }) => {
      const one = { key, uploadId };
      kept.add(one);
      return forgetting(one);
    },
    left: async () => [...kept].map((one) => ({ upload: one, forget: forgetting(one) })),
  };
};

/** A directory and a bucket, and what ships from one to the other: each file has its path for a key. */
export const shipping = async (given: Partial<UploadOptions> = {}) => {
  const server = await s3Server();
  asIf({});
  const store = await openObjectStore({ bucket: 'logs', endpoint: server.endpoint });
  onTestFinished(() => store.close());
  const place = await quickDirectory();
  const memory = keptUploads();
  const left = new Map<string, string>();
  const options: UploadOptions = {
    directory: place,
    store,
    prefix: '',
    keyOf: parseKeyTemplate('{path}', { prefix: '', host: 'web1' }),
    guard: 'conditional',
    verify: 'checksum',
    after: 'delete',
    memory,
    left,
    ...given,
  };
  const action = upload(options);
  /** A file as a source gives it. */
  const ready = async (path: string, attempt = 1): Promise<ReadyFile> => {
    const { files } = await walkDirectory(place);
    const file = files.find((one) => one.path === path);
    if (file === undefined) throw new Error(`there is no ${path}`);
    const { identity, bytes, modified } = file;
    return { kind: 'ready', time: 0, path, identity, bytes, modified, attempt };
  };
  const perform = (row: ReadyFile, again = false): Promise<Uploaded> =>
    action.perform(row, { signal: new AbortController().signal, again });
  return {
    server,
    store,
    place,
    memory,
    left,
    options,
    action,
    ready,
    perform,
    ship: async (path: string, attempt = 1): Promise<Uploaded> => perform(await ready(path, attempt)),
    finish: async (row: ReadyFile, outcome: Uploaded): Promise<void> => action.finish?.(row, outcome),
    kinds: () => server.seen.map(({ kind }) => kind),
  };
};
