/** A text, and what is wrong with its bytes. */
export interface DecodedText {
  /** Without a byte order mark; as far as it can be shown where there is a fault. */
  readonly text: string;
  readonly fault?: {
    /** Offset in the text. */
    readonly at: number;
    readonly message: string;
    readonly suggestion: string;
  };
}

/** What a decoder puts in the place of bytes that it cannot read. */
const REPLACEMENT = '\uFFFD';

/** Bytes of a config as text: UTF-8, with or without a byte order mark. */
export const decodeText = (bytes: Uint8Array): DecodedText => {
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (isUtf16)
    return {
      text: '',
      fault: { at: 0, message: 'This file is UTF-16; a config is UTF-8.', suggestion: 'Save it as UTF-8.' },
    };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    const text = new TextDecoder().decode(bytes);
    return {
      text,
      fault: {
        at: Math.max(0, text.indexOf(REPLACEMENT)),
        message: 'The bytes here are no UTF-8.',
        suggestion: 'Save the file as UTF-8.',
      },
    };
  }
};
