import { isVpcFlow } from '../../../codecs/vpc-flow/vpc-flow.js';

/** How rows of a Parquet file are written as lines, so that a codec of lines reads them. */
export interface LineWriter {
  /** Before the first row; '' for nothing. */
  readonly header: string;
  /** Values in the order of the columns. */
  line(values: readonly unknown[]): string;
}

/** Which lines a format reads: those of a flow log, JSON, or whatever fits the columns. */
export type ParquetLines = 'vpc-flow' | 'jsonl' | 'auto';

export const lineWriter = (columns: readonly string[], lines: ParquetLines): LineWriter => {
  const isFlow = lines === 'vpc-flow' || (lines === 'auto' && isVpcFlow(columns.join(' ')));
  return isFlow ? flowLines(columns) : jsonLines(columns);
};

/** Above this a number is not what was written: it is the text of its digits. */
const LARGEST = BigInt(Number.MAX_SAFE_INTEGER);

const plain = (_: string, value: unknown): unknown => {
  if (typeof value === 'bigint')
    return value <= LARGEST && value >= -LARGEST ? Number(value) : value.toString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString();
  return value;
};

/** Objects with the names of the columns; what is null is left out. */
const jsonLines = (columns: readonly string[]): LineWriter => {
  const names = columns.map((name) => `${JSON.stringify(name)}:`);
  return {
    header: '',
    line(values) {
      let text = '';
      for (const [i, value] of values.entries()) {
        if (value === null || value === undefined) continue;
        text += `${text === '' ? '' : ','}${names[i]}${JSON.stringify(value, plain)}`;
      }
      return `{${text}}`;
    },
  };
};

/** As AWS writes them as text, behind a header. */
const flowLines = (columns: readonly string[]): LineWriter => ({
  header: columns.join(' '),
  line(values) {
    let text = '';
    for (const [i, value] of values.entries()) text += `${i === 0 ? '' : ' '}${word(value)}`;
    return text;
  },
});

const word = (value: unknown): string => {
  if (value === null || value === undefined || value === '') return '-';
  // In seconds, as a record of text has it.
  if (value instanceof Date) return String(Math.floor(value.getTime() / 1000));
  const text = String(value);
  return /\s/.test(text) ? text.replaceAll(/\s+/g, '_') : text;
};
