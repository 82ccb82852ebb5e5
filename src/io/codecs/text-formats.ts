import { haproxy } from './haproxy/haproxy.js';

/** The formats of text that are a table each, in the order in which they are tried on a line. */
export const TEXT_FORMATS = [haproxy] as const;

export type TextFormatName = (typeof TEXT_FORMATS)[number]['name'];
