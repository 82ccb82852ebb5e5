import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Upload } from '../../object-store/object-store.js';

/** Uploads in parts that are under way: what is left of them after a crash costs money until it is aborted. */
export interface UploadMemory {
  /** Resolves when it would be known after a crash. */
  remember(upload: Upload): Promise<() => Promise<void>>;
  /** Those of earlier runs, each with what forgets it. */
  left(): Promise<readonly { readonly upload: Upload; readonly forget: () => Promise<void> }[]>;
}

/** Of whoever has no place to keep anything: what a crash leaves is up to the rules of the bucket. */
export const forgetfulMemory: UploadMemory = {
  remember: async () => async () => undefined,
  left: async () => [],
};

/** One small file for each. */
export const uploadMemory = (directory: string): UploadMemory => {
  const forgetting = (path: string) => (): Promise<void> => rm(path, { force: true });
  return {
    remember: async ({ key, uploadId }) => {
      await mkdir(directory, { recursive: true });
      const path = join(directory, `${randomUUID()}.json`);
      await writeFile(`${path}.tmp`, JSON.stringify({ key, uploadId }), { flush: true });
      await rename(`${path}.tmp`, path);
      return forgetting(path);
    },
    left: async () => {
      const names = await readdir(directory).catch(() => []);
      const all = [];
      for (const name of names) {
        if (!name.endsWith('.json')) continue;
        const path = join(directory, name);
        const upload = uploadIn(await readFile(path, 'utf8').catch(() => ''));
        if (upload !== undefined) all.push({ upload, forget: forgetting(path) });
      }
      return all;
    },
  };
};

/** Undefined for what was torn when the machine went down: then no part was sent either. */
const uploadIn = (text: string): Upload | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' &&
      value !== null &&
      'key' in value &&
      typeof value.key === 'string' &&
      'uploadId' in value &&
      typeof value.uploadId === 'string'
      ? { key: value.key, uploadId: value.uploadId }
      : undefined;
  } catch {
    return undefined;
  }
};
