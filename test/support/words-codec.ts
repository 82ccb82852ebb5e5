import type { Codec, Decoded, Decoder } from '../../src/io/codecs/codec.js';
import type { Rejected } from '../../src/operators/rejected.js';

/** `12 hello` under a line `#unit s` is `{ time: 12, text: 'hello', unit: 's' }`. */
export interface Word {
  readonly time: number;
  readonly text: string;
  readonly unit: string;
}

/** The least codec that has everything a codec can have: rows, rejected lines, header lines that must survive a resume. */
export const wordsCodec: Codec<Word> = {
  fields: ['time', 'text', 'unit'],
  decoder: (_fields, { offset = 0, saved } = {}): Decoder<Word> => {
    let unit = typeof saved === 'string' ? saved : '';
    let held = Buffer.alloc(0);
    let at = offset;
    let lines = 0;

    const line = (bytes: Buffer, rows: Word[], rejected: Rejected[]): void => {
      const text = bytes.toString('utf8');
      if (text === '') return;
      const header = /^#unit (.*)$/.exec(text);
      if (header) {
        unit = header[1] ?? '';
        return;
      }
      lines++;
      const row = /^(-?\d+) (.*)$/.exec(text);
      if (row) rows.push({ time: Number(row[1]), text: row[2] ?? '', unit });
      else rejected.push({ reason: 'malformed', offset: at, raw: bytes.toString('latin1', 0, 256) });
    };

    return {
      decode: (bytes): Decoded<Word> => {
        const rows: Word[] = [];
        const rejected: Rejected[] = [];
        held = Buffer.concat([held, bytes]);
        for (let end = held.indexOf(10); end >= 0; end = held.indexOf(10)) {
          line(held.subarray(0, end), rows, rejected);
          at += end + 1;
          held = held.subarray(end + 1);
        }
        return { rows, rejected };
      },
      end: () => {
        const rows: Word[] = [];
        const rejected: Rejected[] = [];
        line(held, rows, rejected);
        at += held.length;
        held = Buffer.alloc(0);
        return { rows, rejected };
      },
      get pending() {
        return held.length;
      },
      get lines() {
        return lines;
      },
      save: () => unit,
    };
  },
};
