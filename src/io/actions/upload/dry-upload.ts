import type { Clock } from '../../clock.js';
import type { ReadyFile } from '../../sources/directory/directory-rows.js';
import type { Action } from '../action.js';
import type { KeyedFile } from './key-template.js';
import type { Uploaded } from './uploaded.js';

/** Says of each file under which key it would be shipped, and does nothing. */
export const dryUpload = (
  keyOf: (file: KeyedFile) => string | undefined,
  clock: Clock,
): Action<ReadyFile, Uploaded> => ({
  intent: 'none',
  keepsTime: false,
  key: ({ path, identity }) => `${path}\n${identity}`,
  missed: () => undefined,
  perform: async (row) => {
    const { path, bytes, attempt } = row;
    const key = keyOf(row);
    return {
      ...{
        kind: 'upload',
        time: Math.floor(clock.now()),
        path,
        bytes,
        attempt,
        shipped: false,
        found: false,
        duration: 0,
      },
      ...(key === undefined
        ? { key: '', class: 'key-too-long', reason: 'its key would be longer than 1,024 bytes' }
        : { key, class: 'dry-run', reason: 'it would be shipped' }),
    };
  },
});
