import type * as z from 'zod';
import { didYouMean } from '../../io/text/did-you-mean.js';
import type { Path } from '../diagnostic.js';
import { allowedKeys, explainIssues } from '../explain-issues.js';
import { type ConfigSettings, configSettings } from '../settings/config-settings.js';
import { ONCE } from '../settings/map-setting.js';
import { homeOf } from '../settings/usual-name.js';
import type { Planner } from './planner.js';
import { retype, type Tree, treeAt } from './retype.js';

type Issue = z.core.$ZodIssue;

/** Enough for every fault of a config to have been cut out. */
const MOST_ROUNDS = 200;

/**
 * Checks the whole tree against the schema, and reports what is wrong. What is wrong is then left out, as little as
 * possible, so that everything else can be checked further; undefined where nothing is left to check.
 */
export const parseSettings = (
  planner: Planner,
  tree: Readonly<Record<string, unknown>>,
): ConfigSettings | undefined => {
  const left = structuredClone(tree) as Tree;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const parsed = configSettings.safeParse(left, ONCE);
    if (parsed.success) return parsed.data;
    const { issues } = parsed.error;
    if (retype(left, issues, planner.filled)) continue;
    for (const issue of issues) explainIssues(planner, [issue], left);
    // All is explained before anything goes: places go by what is there.
    let cutAny = false;
    for (const issue of issues) cutAny = cutOut(planner, left, issue) || cutAny;
    if (!cutAny) return undefined;
  }
  return undefined;
};

/** What a config cannot be without, and what stands for it while the rest is checked. */
const STAND_INS: Readonly<Record<string, unknown>> = { version: 1, pipelines: {} };
const NO_TEST = { name: '', feed: [], expect: {} };

/** An unknown key goes alone; anything else goes with the alert, stream, test, output or pipeline that it makes useless. */
const cutOut = (planner: Planner, tree: Tree, issue: Issue): boolean => {
  const path = issue.path as Path;
  const unknown = unknownKeysOf(issue, path);
  if (unknown !== undefined) {
    const parent = treeAt(tree, unknown.path);
    if (parent === undefined) return false;
    for (const key of unknown.keys) {
      planner.leaveOut([...unknown.path, key], parent[key]);
      // What was meant is not missing either.
      const near = didYouMean(key, unknown.allowed) ?? homeOf(key, unknown.allowed);
      if (near !== undefined) planner.leaveOut([...unknown.path, near], undefined);
      delete parent[key];
    }
    return true;
  }
  for (const length of unitsOf(path)) {
    const parent = treeAt(tree, path.slice(0, length - 1));
    const key = path[length - 1];
    if (parent === undefined || key === undefined) continue;
    const standIn = length === 1 ? STAND_INS[key] : Array.isArray(parent) ? NO_TEST : undefined;
    if (!Object.hasOwn(parent, key) && standIn === undefined) continue;
    planner.leaveOut(path.slice(0, length), parent[key]);
    if (standIn === undefined) delete parent[key];
    // An empty test keeps the places of those behind it.
    else parent[key] = structuredClone(standIn);
    return true;
  }
  return false;
};

interface UnknownKeys {
  readonly path: Path;
  readonly keys: readonly string[];
  readonly allowed: readonly string[];
}

/** Unknown keys and nothing else, also inside the form that a value with several forms was probably meant to have. */
const unknownKeysOf = (issue: Issue, path: Path): UnknownKeys | undefined => {
  if (issue.code === 'unrecognized_keys')
    return { path, keys: issue.keys, allowed: allowedKeys(issue.message) };
  if (issue.code !== 'invalid_union') return undefined;
  for (const branch of issue.errors as readonly (readonly Issue[])[]) {
    const [only] = branch;
    if (branch.length === 1 && only?.code === 'unrecognized_keys')
      return unknownKeysOf(only, [...path, ...(only.path as Path)]);
  }
  return undefined;
};

/** Lengths of the paths to what a fault makes useless, the smallest first. */
const unitsOf = (path: Path): readonly number[] => {
  const [top, , part, , inner] = path;
  const upTo = (...lengths: readonly number[]): readonly number[] => {
    const fitting = lengths.filter((length) => length <= path.length);
    return fitting.length === 0 ? [path.length] : fitting;
  };
  if (top === 'sinks') return upTo(2, 1);
  if (top !== 'pipelines') return [1];
  if (part === 'streams' && inner === 'alerts') return upTo(6, 4);
  if (part === 'streams' || part === 'tests' || part === 'derive') return upTo(4, 3);
  return upTo(3, 2);
};
