import { parseAddress } from '../../io/http/address.js';
import { scalar } from './scalar.js';

/** Where a source listens; `port`: of its examples. */
export const listenSetting = (port: number) =>
  scalar({
    type: 'address',
    wanted: `An address to listen at is wanted here: a host, a colon and a port, such as 127.0.0.1:${port}.`,
    examples: [`127.0.0.1:${port}`, `:${port}`],
    read: (value) => parseAddress(String(value)),
  }).describe('Where to listen.');
