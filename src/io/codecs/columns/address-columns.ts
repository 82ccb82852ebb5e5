import type { Intern } from '../bytes/intern.js';
import { decimalNumber } from './decimal-number.js';
import type { LineFields } from './line-fields.js';
import { isAbsent, isDash, type ReadColumn } from './read-column.js';

const COLON = 0x3a;

/** The address in `address:port`, IPv4 or IPv6; null for `-`. */
export function addressColumn(index: number, intern: Intern): ReadColumn {
  return (bytes, fields) => {
    if (isAbsent(fields, index)) return undefined;
    if (isDash(bytes, fields, index)) return null;
    return intern.get(bytes, fields.from[index] as number, lastColon(bytes, fields, index));
  };
}

/** The port in `address:port`; null where there is none. */
export function portColumn(index: number): ReadColumn {
  return (bytes, fields) => {
    if (isAbsent(fields, index)) return undefined;
    return decimalNumber(bytes, lastColon(bytes, fields, index) + 1, fields.to[index] as number);
  };
}

/** Index of the last colon of a field, or its end. */
function lastColon(bytes: Buffer, fields: LineFields, index: number): number {
  const from = fields.from[index] as number;
  const to = fields.to[index] as number;
  for (let i = to - 1; i >= from; i--) if (bytes[i] === COLON) return i;
  return to;
}
