import { printable } from './printable.js';

/** Longer than every sentence with a path in it. */
const LONGEST = 20_000;

/** A sentence for a terminal: on one line, and nothing in it that a terminal obeys, whatever names it holds. */
export const oneLine = (text: string): string => printable(text, LONGEST);

/** Text of several lines for a terminal; no name that it holds has a line break. */
export const printableLines = (text: string): string => text.split('\n').map(oneLine).join('\n');
