import { extname } from 'node:path';
import { withoutPacking } from './without-packing.js';

/** What the name of a rotated file says of its age. */
export interface RotationName {
  /** `1` is counted up at each rotation, a date or time is not. */
  readonly kind: 'number' | 'stamp';
  /** The digits of it, group by group: compared in order. */
  readonly digits: readonly number[];
}

/** A separator, then digits with what may stand between them in a date or time. */
const SUFFIX = /^[-._](\d[\dTZ:._+-]*)$/i;

/**
 * Reads the name of a rotated file of `base`, undefined if it is none: `access.log.1`, `access.log-20260101`,
 * `access.log.2026-01-01T10.gz` (or `.zst`, `.bz2`), and with the number before the extension `access.1.log`, `access-20260101.log`.
 */
export const rotationName = (name: string, base: string): RotationName | undefined => {
  const suffix = SUFFIX.exec(between(withoutPacking(name), base))?.[1];
  if (suffix === undefined) return undefined;
  const kind = /^\d{1,3}$/.test(suffix) ? 'number' : 'stamp';
  return { kind, digits: suffix.split(/\D+/).filter(Boolean).map(Number) };
};

/** What a rotation has put behind the base, or before its extension. */
const between = (name: string, base: string): string => {
  if (name.startsWith(base)) return name.slice(base.length);
  const extension = extname(base);
  const start = base.slice(0, base.length - extension.length);
  const fits = extension !== '' && name.startsWith(start) && name.endsWith(extension);
  return fits ? name.slice(start.length, name.length - extension.length) : '';
};
