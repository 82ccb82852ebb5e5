import type { Diagnostic, Path } from '../diagnostic.js';
import type { ConfigDocument } from '../document/config-document.js';
import type { NamedFile, SettingChecks } from '../parts/part.js';
import { substitute } from '../substitute.js';
import { parsePart } from './plan-sinks.js';
import { Planner } from './planner.js';

/** What settings at a path are checked with beyond their schema. */
export const settingChecks = (planner: Planner, path: Path): SettingChecks => {
  const { environment, offline } = planner.substituting;
  return {
    environment,
    offline,
    report: (at, message, code = 'bad-value') => planner.report(code, [...path, ...at], message),
    parse: (at, schema, value) => {
      // Of a long list each is asked the same: code that is made for that pays here, as it does nowhere else.
      const parsed = schema.safeParse(value);
      return parsed.success ? parsed.data : parsePart(planner, [...path, ...at], { settings: schema }, value);
    },
    within: (file, read) => within(planner, file, read),
  };
};

type Read<T> = (value: unknown, checks: SettingChecks) => T;

const within = <T>(planner: Planner, { quick, exact }: NamedFile, read: Read<T>): T => {
  if (quick !== undefined) {
    const { result, diagnostics } = readIn(planner, quick, [], read);
    if (diagnostics.length === 0) return result;
  }
  const { document, diagnostics: found } = exact();
  const { result, diagnostics } = readIn(planner, document, found, read);
  const lines = document.text.split(/\r?\n/);
  for (const one of diagnostics) {
    const line = one.place && lines[one.place.line - 1];
    planner.diagnostics.push({ ...one, ...(line !== undefined && { line }) });
  }
  return result;
};

const readIn = <T>(
  planner: Planner,
  document: ConfigDocument,
  found: readonly Diagnostic[],
  read: Read<T>,
): { readonly result: T; readonly diagnostics: readonly Diagnostic[] } => {
  const { value, outside, unknown, paths, diagnostics } = substitute(document, planner.substituting);
  const inner = new Planner(
    document.knowing({ overrides: [], outside }),
    planner.parts,
    new Set([...unknown, ...document.unreadable]),
    paths,
    planner.substituting,
  );
  inner.diagnostics.push(...found, ...diagnostics);
  return { result: read(value, settingChecks(inner, [])), diagnostics: inner.diagnostics };
};
