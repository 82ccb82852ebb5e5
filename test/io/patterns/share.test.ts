import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { RE2JS } from 're2js';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { v8SourceOf } from '../../../src/io/patterns/v8-source.js';
import { isMissing, SHARED_DATA } from '../../support/shared-data.js';

const DIRECTORIES = ['uptime', 'agg-semantics', 'windowing', 'http-logs', 'alerts', 'cases'];
/** Names of fields whose texts, or lists of texts, are patterns. */
const PATTERN = /regex|^expect$/i;

/** All texts under a field that holds patterns. */
const patternsIn = (value: unknown, isPattern = false): readonly string[] => {
  if (typeof value === 'string') return isPattern ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((each) => patternsIn(each, isPattern));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, each]) => patternsIn(each, PATTERN.test(name)));
};

const READERS: Readonly<Record<string, (text: string) => readonly string[]>> = {
  '.yml': (text) => parseAllDocuments(text).flatMap((each) => patternsIn(each.toJS())),
  '.json': (text) => patternsIn(JSON.parse(text)),
  '.toml': (text) => [...text.matchAll(/\bregex "([^"]+)"/g)].map(([, pattern = '']) => pattern),
};

const patternsOf = (file: string): readonly string[] => {
  try {
    return READERS[extname(file)]?.(readFileSync(file, 'utf8')) ?? [];
  } catch {
    // Some of them are there to be refused.
    return [];
  }
};

const isPattern = (text: string): boolean => {
  try {
    RE2JS.compile(text);
    return true;
  } catch {
    return false;
  }
};

describe.skipIf(isMissing(...DIRECTORIES))('patterns in files of other projects', () => {
  it('lie in the subset that V8 may run, nearly all of them', () => {
    const files = DIRECTORIES.flatMap((each) =>
      readdirSync(join(SHARED_DATA, each), { recursive: true, encoding: 'utf8' }).map((path) =>
        join(SHARED_DATA, each, path),
      ),
    );
    const all = [...new Set(files.flatMap(patternsOf))].filter(isPattern);
    const outside = all.filter((each) => v8SourceOf(each) === undefined);
    console.log(`${all.length - outside.length} of ${all.length}; not in it: ${outside.join(' ')}`);
    expect(all.length).toBeGreaterThan(10);
    expect(outside.length / all.length).toBeLessThan(0.2);
  });
});
