import { readFileSync } from 'node:fs';
import { TidemarkError } from '../../../operators/tidemark-error.js';
import { causeOf } from '../../cause-of.js';
import type { Diagnostic } from '../../diagnostic.js';
import { ConfigDocument, pathKey, type Span } from '../../document/config-document.js';
import { decodeText } from '../../document/decode-text.js';
import { parseYaml } from '../../document/parse-yaml.js';
import { yamlInPieces } from '../../document/yaml-in-pieces.js';
import type { NamedFile } from '../part.js';

/** More than any list of targets: a hundred thousand of them are a few MiB. */
const MOST_BYTES = 256 * 1024 * 1024;

/**
 * A file of targets: JSON and YAML by what it is called, anything else a URL on each line, # for comments. Throws
 * TidemarkError 'unreadable' where it cannot be read.
 */
export const readTargetFile = (file: string): NamedFile => {
  const { text, fault } = decodeText(bytesOf(file));
  if (fault !== undefined) {
    const document = new ConfigDocument(file, text, undefined, new Map());
    const { message, suggestion, at } = fault;
    const place = document.at(at, at + 1);
    return broken(document, { code: 'syntax', severity: 'error', message, suggestion, file, place });
  }
  if (/\.json$/i.test(file)) return { quick: jsonOf(file, text), exact: () => yamlOf(file, text) };
  if (/\.ya?ml$/i.test(file)) return { quick: piecesOf(file, text), exact: () => yamlOf(file, text) };
  return { exact: () => ({ document: linesOf(file, text), diagnostics: [] }) };
};

const bytesOf = (file: string): Buffer => {
  try {
    const bytes = readFileSync(file);
    if (bytes.length <= MOST_BYTES) return bytes;
  } catch (error) {
    const code = causeOf(error);
    const why = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a directory' : code;
    throw new TidemarkError('unreadable', `The file ${file} cannot be read: ${why}.`, { cause: error });
  }
  throw new TidemarkError(
    'unreadable',
    `The file ${file} is larger than 256 MiB, which no list of targets is.`,
  );
};

const broken = (document: ConfigDocument, diagnostic: Diagnostic): NamedFile => ({
  exact: () => ({ document, diagnostics: [diagnostic] }),
});

/** Without places: the parser that knows them takes a hundred times as long. Undefined where it is no JSON. */
const jsonOf = (file: string, text: string): ConfigDocument | undefined => {
  try {
    return new ConfigDocument(file, text, JSON.parse(text), new Map());
  } catch {
    return undefined;
  }
};

const piecesOf = (file: string, text: string): ConfigDocument | undefined => {
  const value = yamlInPieces(text);
  return value === undefined ? undefined : new ConfigDocument(file, text, value, new Map());
};

const yamlOf = (file: string, text: string): ReturnType<NamedFile['exact']> => {
  const [first, second] = parseYaml(file, text);
  const empty = new ConfigDocument(file, text, [], new Map());
  if (first === undefined) return { document: empty, diagnostics: [] };
  if (second === undefined) return first;
  const message = 'A file of targets is one document, and this one has several.';
  return { document: empty, diagnostics: [{ code: 'bad-value', severity: 'error', message, file }] };
};

/** A line that is no comment and not blank, without the comment behind it: one begins after a blank. */
const LINE = /^[\t ]*(?!#)(\S.*?)[\t ]*(?:[\t ]#.*)?$/;

const linesOf = (file: string, text: string): ConfigDocument => {
  const spans = new Map<string, Span>([[pathKey([]), { value: [0, text.length] }]]);
  const values: string[] = [];
  let at = 0;
  for (const line of text.split('\n')) {
    const plain = line.endsWith('\r') ? line.slice(0, -1) : line;
    const [, value] = LINE.exec(plain) ?? [];
    if (value !== undefined) {
      const start = at + plain.indexOf(value);
      spans.set(pathKey([values.length]), { value: [start, start + value.length], text: start });
      values.push(value);
    }
    at += line.length + 1;
  }
  return new ConfigDocument(file, text, values, spans);
};
