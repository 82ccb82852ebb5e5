import type { z } from 'zod';
import type { Path } from '../diagnostic.js';
import { pathKey } from '../document/config-document.js';
import { explainIssues } from '../explain-issues.js';
import { type ConfigSettings, configSettings } from '../settings/config-settings.js';
import type { Planner } from './planner.js';

type Issue = z.core.$ZodIssue;
type Tree = Record<string, unknown>;

/** Enough for every fault of a config to have been cut out. */
const MOST_ROUNDS = 200;

/**
 * Checks the whole tree against the schema, and reports what is wrong. What is wrong is then cut out, as little as
 * possible, so that everything else can be checked further; undefined where nothing is left to check.
 */
export const parseSettings = (
  planner: Planner,
  tree: Readonly<Record<string, unknown>>,
  substituted: ReadonlySet<string>,
): ConfigSettings | undefined => {
  const left = structuredClone(tree) as Tree;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const parsed = configSettings.safeParse(left);
    if (parsed.success) return parsed.data;
    const { issues } = parsed.error;
    if (retype(left, issues, substituted)) continue;
    for (const issue of issues) {
      if (!isUnknownValue(planner, issue))
        planner.diagnostics.push(...explainIssues(planner.document, [issue], left));
    }
    let cutAny = false;
    for (const issue of issues) cutAny = cutOut(planner, left, issue) || cutAny;
    if (!cutAny) return undefined;
  }
  return undefined;
};

const isUnknownValue = (planner: Planner, { path }: Issue): boolean =>
  planner.unknown.has(pathKey(path as Path));

/** A variable holds a text; where a number or a boolean is wanted, it is one. Answers whether anything has changed. */
const retype = (tree: Tree, issues: readonly Issue[], substituted: ReadonlySet<string>): boolean => {
  let changed = false;
  for (const { path } of issues) {
    if (!substituted.has(pathKey(path as Path))) continue;
    const parent = at(tree, path.slice(0, -1) as Path);
    const key = path.at(-1) as string | undefined;
    if (parent === undefined || key === undefined) continue;
    const value = parent[key];
    if (typeof value !== 'string') continue;
    const typed = /^-?\d{1,15}(\.\d+)?$/.test(value)
      ? Number(value)
      : value === 'true'
        ? true
        : value === 'false'
          ? false
          : value;
    if (typed === value) continue;
    parent[key] = typed;
    changed = true;
  }
  return changed;
};

const at = (tree: Tree, path: Path): Tree | undefined => {
  let value: unknown = tree;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Tree)[key];
  }
  return typeof value === 'object' && value !== null ? (value as Tree) : undefined;
};

/** An unknown key goes alone; anything else goes with the alert, stream, test, output or pipeline that it makes useless. */
const cutOut = (planner: Planner, tree: Tree, issue: Issue): boolean => {
  const path = issue.path as Path;
  if (issue.code === 'unrecognized_keys') {
    const parent = at(tree, path);
    for (const key of issue.keys) if (parent !== undefined) delete parent[key];
    return parent !== undefined;
  }
  const unknownKeys = nestedUnknownKeys(issue, path);
  if (unknownKeys !== undefined) {
    const parent = at(tree, unknownKeys.path);
    for (const key of unknownKeys.keys) if (parent !== undefined) delete parent[key];
    return parent !== undefined;
  }
  for (const length of unitsOf(path)) {
    const parent = at(tree, path.slice(0, length - 1));
    const key = path[length - 1];
    if (parent === undefined || key === undefined || !(key in parent)) continue;
    if (Array.isArray(parent)) parent.splice(Number(key), 1);
    else delete parent[String(key)];
    planner.broken.add(String(key));
    return true;
  }
  return false;
};

/** Unknown keys inside the form that a value with several forms was probably meant to have. */
const nestedUnknownKeys = (
  issue: Issue,
  path: Path,
): { readonly path: Path; readonly keys: readonly string[] } | undefined => {
  if (issue.code !== 'invalid_union') return undefined;
  for (const branch of issue.errors as readonly (readonly Issue[])[]) {
    const [only] = branch;
    if (branch.length === 1 && only?.code === 'unrecognized_keys') {
      return { path: [...path, ...(only.path as Path)], keys: only.keys };
    }
  }
  return undefined;
};

/** Lengths of the paths to what a fault makes useless, the smallest first. */
const unitsOf = (path: Path): readonly number[] => {
  const [top, , part, , inner] = path;
  if (top !== 'pipelines') return path.length > 2 ? [2, 1] : [path.length];
  if (part === 'streams' && inner === 'alerts') return [6, 4].filter((length) => length <= path.length);
  if (part === 'streams' || part === 'tests' || part === 'derive')
    return [4, 3].filter((length) => length <= path.length);
  return [3, 2].filter((length) => length <= path.length);
};
