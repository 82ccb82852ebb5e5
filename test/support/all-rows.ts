import { addRows, type Rows } from '../../src/io/sources/journaled/judgement.js';

export const allRows = <T>(rows: Rows<T>): readonly T[] => {
  const all: T[] = [];
  addRows(all, rows);
  return all;
};
