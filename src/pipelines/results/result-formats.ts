import type { Emitted } from '../../io/sinks/sink.js';
import type { ResultRow } from './result.js';
import { resultJson, resultLine } from './result-line.js';

/** How results are written to a file. */
export const RESULT_FORMATS = { results: resultLine, 'results-jsonl': resultJson } as const;

export type ResultFormat = keyof typeof RESULT_FORMATS;

/** A line for each row; other rows have none. */
export const resultLines =
  (format: ResultFormat) =>
  (rows: readonly Emitted[]): string => {
    let text = '';
    for (const { row } of rows) if (isResult(row)) text += RESULT_FORMATS[format](row);
    return text;
  };

const isResult = (row: unknown): row is ResultRow =>
  typeof row === 'object' && row !== null && 'tested' in row && 'test_id' in row;
