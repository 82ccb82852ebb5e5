import type { Content } from './decode-content.js';

/** A body as text, and how its bytes were read. */
export interface BodyText {
  readonly text: string;
  /** As the standard calls it: `utf-8`, `windows-1252`. */
  readonly charset: string;
  readonly by: 'byte order mark' | 'header' | 'meta' | 'guess';
  /** What the site calls it, where nobody else does. */
  readonly unknown?: string;
}

/** Browsers look no further. */
const META_BYTES = 1024;
const META = /<meta\s[^>]*?charset\s*=\s*["']?\s*([^\s"'>;/]+)/i;
const XML = /^<\?xml\s[^>]*?encoding\s*=\s*["']([^"'>]+)["']/i;
const HEADER = /;\s*charset\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s;"']+))/i;

/**
 * Reads a body: as its byte order mark says, as Content-Type says, as a meta element or an XML declaration among its first
 * 1,024 bytes says; else as UTF-8, and where it is none, as windows-1252, which is latin1 as browsers have it. A mark is
 * believed more than the header, as browsers do: nothing begins with one by chance.
 */
export const bodyText = (
  { bytes, isCut }: Pick<Content, 'bytes' | 'isCut'>,
  contentType: string,
): BodyText => {
  const mark = markOf(bytes);
  if (mark !== undefined) return { text: decoded(bytes, mark), charset: mark, by: 'byte order mark' };
  const [, ...forms] = HEADER.exec(contentType) ?? [];
  const named = forms.find((form) => form !== undefined && form !== '');
  const byHeader = named === undefined ? undefined : charsetOf(named);
  if (byHeader !== undefined) return { text: decoded(bytes, byHeader), charset: byHeader, by: 'header' };
  const unknown = named === undefined ? {} : { unknown: named };
  const begin = bytes.toString('latin1', 0, META_BYTES);
  const inside = (XML.exec(begin) ?? META.exec(begin))?.[1];
  const byMeta = inside === undefined ? undefined : charsetOf(inside);
  if (byMeta !== undefined) {
    // Whoever could read it as it says so has not read UTF-16.
    const charset = byMeta.startsWith('utf-16') ? 'utf-8' : byMeta;
    return { text: decoded(bytes, charset), charset, by: 'meta', ...unknown };
  }
  return { ...guessed(bytes, isCut), by: 'guess', ...unknown };
};

const markOf = (bytes: Buffer): string | undefined => {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : undefined;
};

const charsetOf = (label: string): string | undefined => {
  try {
    return new TextDecoder(label.trim()).encoding;
  } catch {
    return undefined;
  }
};

const decoded = (bytes: Buffer, charset: string): string => new TextDecoder(charset).decode(bytes);

const guessed = (bytes: Buffer, isCut: boolean): Pick<BodyText, 'text' | 'charset'> => {
  try {
    // The last character of a part may be half there.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: isCut });
    return { text, charset: 'utf-8' };
  } catch {
    return { text: decoded(bytes, 'windows-1252'), charset: 'windows-1252' };
  }
};
