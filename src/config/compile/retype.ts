import type * as z from 'zod';
import type { Path } from '../diagnostic.js';
import { pathKey } from '../document/config-document.js';

type Issue = z.core.$ZodIssue;
export type Tree = Record<string, unknown>;

/** A variable holds a text; where a number or a boolean is wanted, it is one. Answers whether anything has changed. */
export const retype = (
  tree: Tree,
  issues: readonly Issue[],
  substituted: ReadonlySet<string>,
  at: Path = [],
): boolean => {
  let changed = false;
  for (const { path } of issues.flatMap((issue) => withInner(issue))) {
    if (!substituted.has(pathKey([...at, ...(path as Path)]))) continue;
    const parent = treeAt(tree, path.slice(0, -1) as Path);
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

/** An issue of a value with several forms stands for those of each form. */
const withInner = (
  issue: Issue,
  outer: readonly PropertyKey[] = [],
): readonly { readonly path: readonly PropertyKey[] }[] => {
  const path = [...outer, ...issue.path];
  if (issue.code !== 'invalid_union') return [{ path }];
  return [
    { path },
    ...issue.errors.flatMap((branch) => branch.flatMap((inner) => withInner(inner as Issue, path))),
  ];
};

/** The map or list at a path; undefined where there is none. */
export const treeAt = (tree: Tree, path: Path): Tree | undefined => {
  let value: unknown = tree;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Tree)[key];
  }
  return typeof value === 'object' && value !== null ? (value as Tree) : undefined;
};
