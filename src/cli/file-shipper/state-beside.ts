import { accessSync, constants } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { absolutePath } from '../../io/disk/absolute-path.js';

/**
 * Where a shipper remembers that was not told: where systemd says, or in a directory beside the one that it ships from; undefined where
 * nothing can be written there.
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
    return beside;
  } catch {
    return undefined;
  }
};
