import { accessSync, constants } from 'node:fs';

export const HERE = 's3-monitor.state';

/** Where a monitor remembers that was not told: where systemd says, or here; undefined where nothing can be written. */
export const stateHere = ({
  STATE_DIRECTORY,
}: Readonly<Record<string, string | undefined>>): string | undefined => {
  // Several are separated so; the first is ours.
  const [given = ''] = (STATE_DIRECTORY ?? '').split(':');
  if (given !== '') return given;
  try {
    accessSync('.', constants.W_OK);
    return HERE;
  } catch {
    return undefined;
  }
};
