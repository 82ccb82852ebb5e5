import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { TidemarkError } from '../operators/tidemark-error.js';
import type { Diagnostic } from './diagnostic.js';
import { ConfigDocument, pathKey } from './document/config-document.js';
import { decodeText } from './document/decode-text.js';
import { parseYaml } from './document/parse-yaml.js';
import { readModule } from './read-module.js';

export interface ReadConfig {
  readonly document: ConfigDocument;
  readonly diagnostics: readonly Diagnostic[];
}

/** Larger than any config that people write. */
const MOST_BYTES = 4 * 1024 * 1024;

/** Stands for standard input where a file is named. */
const STDIN = '-';

/** What came on standard input: it can be read once, and is asked for again where a config is read again. */
let given: Promise<Buffer> | undefined;

const readStdin = (): Promise<Buffer> => {
  given ??= buffer(process.stdin);
  return given;
};

/**
 * Reads a config file, or `-` for standard input: YAML and JSON by their text, one config for each document; a TypeScript or JavaScript module by
 * what its `config` or default export is. Throws a TidemarkError where the file cannot be read.
 */
export const readConfig = async (path: string): Promise<readonly ReadConfig[]> => {
  if (path === STDIN) return parseConfig('(standard input)', await readStdin());
  if (/\.[cm]?[jt]s$/.test(path)) {
    const document = new ConfigDocument(path, '', await readModule(path), new Map());
    return [{ document, diagnostics: [] }];
  }
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? 'there is no such file' : (error.code ?? error.message);
    throw new TidemarkError('unreadable', `The config ${path} cannot be read: ${why}.`, { cause: error });
  });
  if (bytes.length > MOST_BYTES)
    throw new TidemarkError('unreadable', `The config ${path} is larger than 4 MiB.`);
  return parseConfig(path, bytes);
};

/** The configs of a text, one for each document; of an empty one a config that has nothing. Never throws. */
export const parseConfig = (file: string, bytes: Uint8Array): readonly ReadConfig[] => {
  const { text, fault } = decodeText(bytes);
  if (fault !== undefined) {
    const document = new ConfigDocument(file, text, undefined, new Map());
    const place = document.at(fault.at, fault.at + 1);
    const { message, suggestion } = fault;
    return [
      { document, diagnostics: [{ code: 'syntax', severity: 'error', message, suggestion, file, place }] },
    ];
  }
  const documents = parseYaml(file, text);
  if (documents.length > 0) return documents;
  const all = new Map([[pathKey([]), { value: [0, text.length] as const }]]);
  return [{ document: new ConfigDocument(file, text, {}, all), diagnostics: [] }];
};
