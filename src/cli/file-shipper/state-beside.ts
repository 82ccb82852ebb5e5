import { accessSync, constants } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { absolutePath } from '../../io/disk/absolute-path.js';
import { isFull } from '../../io/disk/space-left.js';

/** Bytes that a state may come to need. */
const ROOM = 4 * 1024 * 1024;

/**
 * Where a shipper remembers that was not told: where systemd says, or in a directory beside the one that it ships from; undefined where
 * nothing can be written there. On a full disk that is so too: it is what shipping makes room on, and what waits for room ships nothing.
 */
export const stateBeside = (
  directory: string,
  { STATE_DIRECTORY }: Readonly<Record<string, string | undefined>>,
): string | undefined => {
  // Several are separated so; the first is ours.
  const [given = ''] = (STATE_DIRECTORY ?? '').split(':');
  if (given !== '') return given;
  const place = absolutePath(directory);
  const parent = dirname(place);
  if (parent === place) return undefined;
  const beside = join(parent, `.tidemark-${basename(place)}`);
  try {
    accessSync(parent, constants.W_OK);
    return isFull(parent, ROOM) ? undefined : beside;
  } catch {
    return undefined;
  }
};
