import { csvObjects } from './csv-objects.js';
import { jsonlObjects } from './jsonl-objects.js';
import type { ObjectFormat } from './object-format.js';
import { packingOf } from './packing.js';

/** The formats of objects. */
export const OBJECT_FORMATS = [
  'jsonl.gz',
  'jsonl.zst',
  'jsonl',
  'csv.gz',
  'csv.zst',
  'csv',
  'parquet',
] as const;

export type ObjectFormatName = (typeof OBJECT_FORMATS)[number];

/** A format that is there, or what loads it. */
export interface LoadedFormat {
  readonly format?: ObjectFormat;
  load(): Promise<ObjectFormat>;
}

/** Throws TidemarkError 'bad-options' for what this Node cannot compress. */
export const loadFormat = (name: ObjectFormatName): LoadedFormat => {
  if (name === 'parquet')
    return { load: async () => (await import('./parquet-objects.js')).parquetObjects() };
  const format = textFormat(name);
  return { format, load: async () => format };
};

const textFormat = (name: Exclude<ObjectFormatName, 'parquet'>): ObjectFormat => {
  switch (name) {
    case 'jsonl':
      return jsonlObjects(packingOf(''));
    case 'jsonl.gz':
      return jsonlObjects(packingOf('.gz'));
    case 'jsonl.zst':
      return jsonlObjects(packingOf('.zst'));
    case 'csv':
      return csvObjects(packingOf(''));
    case 'csv.gz':
      return csvObjects(packingOf('.gz'));
    case 'csv.zst':
      return csvObjects(packingOf('.zst'));
  }
};
