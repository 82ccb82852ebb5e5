import { Reader } from 'mmdb-lib';
import { ipAddress } from '../net/ip-address.js';
import type { LookupTable } from './lookup-table.js';

/** What is meant by usual names of columns: the first of these paths that leads to something. */
const USUAL: Readonly<Record<string, readonly string[]>> = {
  country: ['country.iso_code', 'registered_country.iso_code'],
  country_name: ['country.names.en', 'registered_country.names.en'],
  continent: ['continent.code'],
  region: ['subdivisions.0.iso_code'],
  city: ['city.names.en'],
  postal: ['postal.code'],
  time_zone: ['location.time_zone'],
  latitude: ['location.latitude'],
  longitude: ['location.longitude'],
  asn: ['autonomous_system_number'],
  org: ['autonomous_system_organization', 'organization'],
};

/**
 * A MaxMind database (.mmdb). A column is a usual name (country, city, asn …) or a path into what the database has of an address,
 * such as `location.time_zone`. Throws where it is no database.
 */
export const mmdbTable = (bytes: Buffer, columns: readonly string[]): LookupTable => {
  const reader = new Reader(bytes);
  const paths = columns.map((column) => (USUAL[column] ?? [column]).map((path) => path.split('.')));
  const find = (key: string): readonly unknown[] | undefined => {
    const address = ipAddress(key);
    if (address === undefined) return undefined;
    const record: unknown = reader.get(
      typeof address === 'number' ? dotted(address) : key.replace(/%.*/, ''),
    );
    return record === null || record === undefined
      ? undefined
      : paths.map((ways) => ways.map((path) => valueAt(record, path)).find(isThere) ?? null);
  };
  // What is damaged mostly shows at once.
  for (const probe of ['0.0.0.1', '192.0.2.1', '223.255.255.255']) find(probe);
  return { find };
};

const dotted = (address: number): string =>
  [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.');

const isThere = (value: unknown): boolean => value !== undefined && value !== null;

const valueAt = (record: unknown, path: readonly string[]): unknown => {
  let value: unknown = record;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Reflect.get(value, key);
  }
  return plain(value);
};

/** What a row may hold: numbers that are too large for one are texts, and what has parts is none. */
const plain = (value: unknown): unknown => {
  if (typeof value === 'bigint') return String(value);
  return typeof value === 'object' ? undefined : value;
};
