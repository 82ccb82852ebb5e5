import type { z } from 'zod';
import type { Diagnostic, Path } from './diagnostic.js';
import { didYouMean } from './did-you-mean.js';
import type { ConfigDocument } from './document/config-document.js';
import { UNKNOWN_KEYS } from './settings/map-setting.js';

type Issue = z.core.$ZodIssue;

/** Zod's own words, where a schema brings none. */
const UNSAID = /^Invalid (input|key|option)|^Too (small|big)|^Unrecognized/;

/** What a schema finds wrong, as diagnostics: `at` is where in the document the value stands. */
export const explainIssues = (
  document: ConfigDocument,
  issues: readonly Issue[],
  root: unknown,
  at: Path = [],
): Diagnostic[] => issues.flatMap((issue) => explain(document, issue, root, at, []));

const valueAt = (root: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null
        ? (value as Record<string | number, unknown>)[key]
        : undefined,
    root,
  );

const pathOf = (issue: Issue): Path =>
  issue.path.filter((key): key is string | number => typeof key !== 'symbol');

const explain = (
  document: ConfigDocument,
  issue: Issue,
  root: unknown,
  at: Path,
  outer: Path,
): Diagnostic[] => {
  const local = [...outer, ...pathOf(issue)];
  const path = [...at, ...local];
  const value = valueAt(root, local);
  if (issue.code === 'unrecognized_keys') return unknownKeys(document, issue.keys, issue.message, path);
  if (issue.code === 'invalid_union' && UNSAID.test(issue.message) && value !== undefined) {
    const best = bestBranch(issue.errors as readonly (readonly Issue[])[]);
    if (best !== undefined) return best.flatMap((inner) => explain(document, inner, root, at, local));
  }
  if (value === undefined && local.length > 0) {
    const key = String(local.at(-1));
    const wanted = UNSAID.test(issue.message) ? '' : ` ${issue.message}`;
    return [document.diagnose('missing-key', path.slice(0, -1), `The key "${key}" is missing.${wanted}`)];
  }
  if (issue.code === 'invalid_key') {
    const key = String(local.at(-1));
    const message = `"${key}" is no name: it must begin with a letter and hold only letters, digits, _, - and dots.`;
    return [document.diagnose('bad-value', path, message, { part: 'key' })];
  }
  const kind = issue.code === 'invalid_type' || issue.code === 'invalid_union' ? 'wrong-type' : 'bad-value';
  const mapForText = kind === 'wrong-type' ? flowMapForText(value) : undefined;
  if (mapForText !== undefined) {
    const message = 'YAML takes a value that begins with { as a map; a text is wanted here.';
    return [
      document.diagnose('yaml-trap', path, message, { suggestion: `Put it in quotes: "${mapForText}"` }),
    ];
  }
  return [
    document.diagnose(
      kind,
      path,
      UNSAID.test(issue.message) ? 'This value does not fit here.' : issue.message,
    ),
  ];
};

const unknownKeys = (
  document: ConfigDocument,
  keys: readonly string[],
  message: string,
  path: Path,
): Diagnostic[] => {
  // The schema for maps says it like this.
  const allowed = message.startsWith(UNKNOWN_KEYS)
    ? (JSON.parse(message.slice(UNKNOWN_KEYS.length)) as readonly string[])
    : [];
  return keys.map((key) => {
    const near = didYouMean(key, allowed);
    return document.diagnose(
      'unknown-key',
      [...path, key],
      `Unknown key "${key}". Known here: ${allowed.join(', ')}.`,
      { part: 'key', ...(near !== undefined && { suggestion: `did you mean "${near}"?` }) },
    );
  });
};

/** Of several forms that a value may have, the one that it was most probably meant to have: the one with the least to object to. */
const bestBranch = (branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined => {
  const cost = (issues: readonly Issue[]): number =>
    issues.reduce((sum, issue) => {
      if (issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_union'))
        return sum + 100;
      if (issue.code === 'unrecognized_keys') return sum + 3 * issue.keys.length;
      return sum + 2;
    }, 0);
  const ranked = branches.map((issues) => [cost(issues), issues] as const).sort(([a], [b]) => a - b);
  return ranked[0]?.[1];
};

/** `{section}` was meant as text: a map whose keys have no values. */
const flowMapForText = (value: unknown): string | undefined => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const entries = Object.entries(value);
  if (entries.length === 0 || entries.some(([, inner]) => inner !== null)) return undefined;
  return `{${entries.map(([key]) => key).join(', ')}}`;
};
