import type * as z from 'zod';
import { didYouMean } from '../io/text/did-you-mean.js';
import type { Planner } from './compile/planner.js';
import type { ConfigCode, Path } from './diagnostic.js';
import { UNKNOWN_KEYS } from './settings/map-setting.js';
import { usualName } from './settings/usual-name.js';

type Issue = z.core.$ZodIssue;
type Branches = readonly (readonly Issue[])[];

/** Zod's own words, where a schema brings none. */
const UNSAID = /^Invalid (input|key|option)|^Too (small|big)|^Unrecognized/;

/** Reports what a schema finds wrong: `at` is where in the document the value stands. */
export const explainIssues = (
  planner: Planner,
  issues: readonly Issue[],
  root: unknown,
  at: Path = [],
): void => {
  for (const issue of issues) explain(planner, issue, root, at, []);
};

/** The keys that a map may have, from the message of an issue about others. */
export const allowedKeys = (message: string): readonly string[] =>
  // The schema for maps says it like this.
  message.startsWith(UNKNOWN_KEYS)
    ? (JSON.parse(message.slice(UNKNOWN_KEYS.length)) as readonly string[])
    : [];

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

const explain = (planner: Planner, issue: Issue, root: unknown, at: Path, outer: Path): void => {
  const local = [...outer, ...pathOf(issue)];
  const path = [...at, ...local];
  const value = valueAt(root, local);
  if (issue.code === 'unrecognized_keys') {
    const isAll =
      typeof value === 'object' && value !== null && issue.keys.length === Object.keys(value).length;
    const text = isAll ? flowMapForText(value, issue) : undefined;
    if (text === undefined) unknownKeys(planner, issue.keys, allowedKeys(issue.message), path, value);
    else bracesForText(planner, path, text);
    return;
  }
  const braces = isText(issue) ? flowMapForText(value, issue) : undefined;
  if (braces !== undefined) {
    bracesForText(planner, path, braces);
    return;
  }
  if (issue.code === 'invalid_union' && value !== undefined) {
    const branches = issue.errors as Branches;
    if (otherForm(planner, branches, value, path)) return;
    const [cost, best = []] = bestBranch(branches);
    if (cost < OF_ANOTHER_KIND || UNSAID.test(issue.message)) {
      for (const inner of best) explain(planner, inner, root, at, local);
      return;
    }
  }
  if (value === undefined && local.length > 0) {
    missing(planner, path, issue.message);
    return;
  }
  if (issue.code === 'invalid_key') {
    notAName(planner, path, String(local.at(-1)));
    return;
  }
  const message = UNSAID.test(issue.message) ? 'This value does not fit here.' : issue.message;
  planner.report(codeOf(issue, value), path, message, adviceFor(issue, value));
};

const bracesForText = (planner: Planner, path: Path, text: string): void =>
  planner.report(
    'yaml-trap',
    path,
    'YAML takes a value that begins with { as a map; a text is wanted here.',
    {
      suggestion: `put it in quotes: "${text}"`,
    },
  );

const codeOf = (issue: Issue, value: unknown): ConfigCode => {
  if (issue.code === 'custom' && issue.params?.code === 'unit') return 'unit';
  const isOther =
    issue.code === 'invalid_type' ||
    issue.code === 'invalid_union' ||
    (issue.code === 'invalid_value' && typeof value !== typeof issue.values[0]);
  return isOther ? 'wrong-type' : 'bad-value';
};

const YES = /^(yes|y|on|true)$/i;
const NO = /^(no|n|off|false)$/i;

/** What to write instead, where it can be told from the value. */
const adviceFor = (issue: Issue, value: unknown): { readonly suggestion?: string } => {
  if (issue.code === 'invalid_type' && issue.expected === 'boolean' && typeof value === 'string') {
    if (YES.test(value)) return { suggestion: 'write true' };
    if (NO.test(value)) return { suggestion: 'write false' };
  }
  if (issue.code === 'invalid_value') {
    const known = issue.values.map(String);
    if (typeof value === 'string' && known.includes(value))
      return { suggestion: `write ${value} without quotes` };
    const near = typeof value === 'string' ? didYouMean(value, known) : undefined;
    if (near !== undefined) return { suggestion: `did you mean "${near}"?` };
  }
  if (issue.path.at(-1) === 'top' && (typeof value === 'number' || typeof value === 'string'))
    return { suggestion: `write top: { n: ${/^\d+$/.test(String(value)) ? value : 10}, by: hits }` };
  const isMapWanted = issue.code === 'invalid_type' && /^(object|record)$/.test(issue.expected);
  if (isMapWanted && typeof value === 'string') {
    const [, key, rest] = /^([A-Za-z_]\w*):(\S.*)$/s.exec(value) ?? [];
    if (key !== undefined) return { suggestion: `write a space after the colon: ${key}: ${rest}` };
  }
  return {};
};

const missing = (planner: Planner, path: Path, message: string): void => {
  if (planner.isLeftOut(path)) return;
  const wanted = UNSAID.test(message) ? '' : ` ${message}`;
  // The key that holds what is incomplete is easier to find than all of it; a list's item has none.
  const owner = path.slice(0, -1);
  const part = typeof owner.at(-1) === 'string' ? 'key' : 'value';
  planner.report('missing-key', owner, `The key "${String(path.at(-1))}" is missing.${wanted}`, { part });
};

const notAName = (planner: Planner, path: Path, key: string): void => {
  const slug = key
    .trim()
    .replace(/[^\p{L}\p{N}_.-]+/gu, '-')
    .replace(/^[^\p{L}_]+|-+$/gu, '');
  planner.report(
    'bad-value',
    path,
    `"${key}" is no name: one begins with a letter and has only letters, digits, _, - and dots.`,
    { part: 'key', ...(slug !== '' && { suggestion: `write ${slug}` }) },
  );
};

const unknownKeys = (
  planner: Planner,
  keys: readonly string[],
  allowed: readonly string[],
  path: Path,
  map: unknown,
): void => {
  for (const key of keys) {
    const near = didYouMean(key, allowed);
    const suggestion =
      near === undefined
        ? (besideWindow(key, allowed, map) ?? usualName(key, allowed))
        : `did you mean "${near}"?`;
    planner.report(
      'unknown-key',
      [...path, key],
      `Unknown key "${key}". Known here: ${allowed.join(', ')}.`,
      {
        part: 'key',
        suggestion,
      },
    );
  }
};

/** `every` beside `window: 2m`: the window that was meant. */
const besideWindow = (key: string, allowed: readonly string[], map: unknown): string | undefined => {
  if (!['every', 'slide', 'step', 'hop'].includes(key) || !allowed.includes('window')) return undefined;
  const { window, size, [key]: every } = map as Readonly<Record<string, unknown>>;
  const length = [window, size].find((one) => typeof one === 'string');
  return length === undefined || typeof every !== 'string'
    ? undefined
    : `write window: { size: ${length}, every: ${every} }`;
};

/** A value of another kind than a form wants. */
const OF_ANOTHER_KIND = 100;

const costOf = (issues: readonly Issue[]): number =>
  issues.reduce((sum, issue) => {
    if (issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_union'))
      return sum + OF_ANOTHER_KIND;
    return sum + (issue.code === 'unrecognized_keys' ? 3 * issue.keys.length : 2);
  }, 0);

/** Of several forms that a value may have, the one that it was most probably meant to have: the one with the least to object to. */
const bestBranch = (branches: Branches): readonly [cost: number, issues: readonly Issue[] | undefined] => {
  const ranked = branches.map((issues) => [costOf(issues), issues] as const).sort(([a], [b]) => a - b);
  return ranked[0] ?? [0, undefined];
};

/** Keys of two forms in one map: `{ size: 2m, session: 30m }`. Answers whether that is the fault. */
const otherForm = (planner: Planner, branches: Branches, value: unknown, path: Path): boolean => {
  if (typeof value !== 'object' || value === null) return false;
  const forms = branches.flatMap((issues) =>
    issues.flatMap((issue) =>
      issue.code === 'unrecognized_keys' && issue.path.length === 0 ? [allowedKeys(issue.message)] : [],
    ),
  );
  const [own = []] = [...forms].sort((a, b) => fitting(b, value) - fitting(a, value));
  const [first] = own.filter((key) => Object.hasOwn(value, key));
  const others = forms.filter((form) => form !== own);
  const strange = Object.keys(value).find(
    (key) => !own.includes(key) && others.some((form) => form.includes(key)),
  );
  if (strange === undefined || first === undefined) return false;
  planner.report(
    'contradiction',
    [...path, strange],
    `${strange} and ${first} do not go together: they are two forms of one setting.`,
    {
      part: 'key',
      suggestion: `write ${first} or ${strange}`,
    },
  );
  return true;
};

const fitting = (form: readonly string[], value: object): number =>
  form.filter((key) => Object.hasOwn(value, key)).length;

/** Whether a text is wanted, alone or among others. */
const isText = (issue: Issue): boolean =>
  (issue.code === 'invalid_type' && issue.expected === 'string') ||
  (issue.code === 'invalid_union' &&
    (issue.errors as Branches).some(
      ([first, ...rest]) => rest.length === 0 && first !== undefined && isText(first),
    ));

/** `{section}` was meant as text: a map whose keys have no values, and are none that belong here. */
const flowMapForText = (value: unknown, issue: Issue): string | undefined => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const entries = Object.entries(value);
  if (entries.length === 0 || entries.some(([, inner]) => inner !== null)) return undefined;
  const allowed =
    issue.code === 'invalid_union'
      ? (issue.errors as Branches)
          .flat()
          .flatMap(({ code, message }) => (code === 'unrecognized_keys' ? allowedKeys(message) : []))
      : [];
  const keys = entries.map(([key]) => key);
  return keys.some((key) => allowed.includes(key)) ? undefined : `{${keys.join(', ')}}`;
};
