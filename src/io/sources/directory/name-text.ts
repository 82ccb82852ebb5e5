/** What stands for itself, one byte a character: nothing of it is escaped. */
const PLAIN = /^[\x20-\x24\x26-\x7e]*$/;

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const percent = (byte: number): string => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;

/** Control characters and what is none at all: XML cannot carry them, and stores answer in XML. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const MUST_ESCAPE = /[%\u0000-\u001f\u007f\ufffe\uffff]/g;

const escapeCharacter = (one: string): string => Array.from(Buffer.from(one), percent).join('');

/** Length of the UTF-8 sequence that begins with this byte, as its first bits say; 1 for what begins none. */
const lengthAt = (byte: number): number =>
  byte < 0xc2 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : byte < 0xf5 ? 4 : 1;

const decoded = (bytes: Buffer): string | undefined => {
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
};

/**
 * A name of a file as text, given as its bytes, a character each (`latin1`). A name is any bytes: those that are no UTF-8 are
 * escaped, as are control characters and `%` itself, so that each name has a text of its own, and `nameBytes` gives it back.
 */
export const nameText = (name: string): string => {
  if (PLAIN.test(name)) return name;
  const bytes = Buffer.from(name, 'latin1');
  const whole = decoded(bytes);
  if (whole !== undefined) return whole.replace(MUST_ESCAPE, escapeCharacter);
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at] ?? 0;
    const length = lengthAt(first);
    const character = decoded(bytes.subarray(at, at + length));
    if (character === undefined) {
      text += percent(first);
      at++;
    } else {
      text += character.replace(MUST_ESCAPE, escapeCharacter);
      at += length;
    }
  }
  return text;
};

/** The bytes of a name, or of a path, that was written by `nameText`. */
export const nameBytes = (text: string): Buffer =>
  Buffer.concat(
    text.split(/(%[\dA-F]{2})/).map((piece, at) =>
      // What was split at stands between what was not.
      at % 2 === 1 ? Buffer.from(piece.slice(1), 'hex') : Buffer.from(piece),
    ),
  );
