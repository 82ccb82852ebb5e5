import { encodingOf } from '../../io/codecs/unwrap/text-encoding.js';

/** So much of the beginning tells. */
const MOST_HEAD = 64 * 1024;
const MOST_LINES = 200;
/** Of a text hardly any byte is one that no text has. */
const MOST_ODD = 0.1;

/** The first lines of a sample as text, whatever its encoding, blank ones left out. */
export const firstLines = (bytes: Buffer): readonly string[] => {
  const encoding = encodingOf(bytes, 0, true);
  const head = bytes.subarray(0, MOST_HEAD);
  return new TextDecoder(encoding)
    .decode(head)
    .split(/\r?\n/)
    .filter((line) => line !== '')
    .slice(0, MOST_LINES);
};

/** Whether it is no text at all, such as an image or a program. */
export const isBinary = (bytes: Buffer): boolean => {
  if (encodingOf(bytes, 0, true) !== 'utf-8') return false;
  const head = bytes.subarray(0, MOST_HEAD);
  let odd = 0;
  for (const byte of head) if (byte < 0x20 && !TEXT_CONTROLS.has(byte)) odd++;
  return odd > MOST_ODD * head.length;
};

/** Tab, newline, form feed, carriage return, escape. */
const TEXT_CONTROLS = new Set([0x09, 0x0a, 0x0c, 0x0d, 0x1b]);
