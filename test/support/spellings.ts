import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where the lines are, below the directory of `spelledLogs`. */
export const LOG = 'logs/gen.log';

/** Ways to say one and the same file from the directory of `spelledLogs`; its name is put in place of ROOT. */
export const SPELLINGS: Readonly<Record<string, string>> = {
  'a relative path': 'logs/gen.log',
  'an absolute path': 'ROOT/logs/gen.log',
  'dots and doubled slashes': './/logs/./..//logs///gen.log',
  'a trailing slash and dot': 'ROOT/logs/gen.log/.',
  'a way round': 'other/../logs/gen.log',
  'a way up behind a link, which leads elsewhere than it looks': 'deep/link/../logs/gen.log',
  'a linked directory': 'link/gen.log',
  'an absolute path through a linked directory': 'ROOT/link/../logs/../link/gen.log',
  'a link of another name': 'logs/current.log',
  'a link of the same name': 'other/gen.log',
  'a link to a link': 'twice.log',
  'a relative pattern': 'logs/gen.lo?',
  'a pattern with dots': './other/..//logs/./gen*.log',
  'an absolute pattern': 'ROOT/logs/*n.log',
  'a pattern that finds links too': 'logs/*.log',
  'a pattern of directories, linked and not': 'l*/gen.log',
  'a pattern behind a link': 'deep/link/../l*/gen.log',
  'a pattern for what it is rotated to as well': 'logs/gen.log*',
  'a pattern of everything': '**/{gen,current,twice}.log',
};

/** A log with links to it, and a file with a number of its own where a careless look at `deep/link/..` would lead. */
export const spelledLogs = async (root: string): Promise<void> => {
  for (const directory of ['logs', 'other', 'deep', 'decoy']) await mkdir(join(root, directory));
  await symlink('../logs', join(root, 'deep/link'));
  await mkdir(join(root, 'deep/logs'));
  await writeFile(join(root, 'deep/logs/gen.txt'), '9999 decoy\n');
  await symlink('logs', join(root, 'link'));
  await symlink('gen.log', join(root, 'logs/current.log'));
  await symlink('../logs/gen.log', join(root, 'other/gen.log'));
  await symlink('other/gen.log', join(root, 'twice.log'));
};

export const spelled = (spelling: string, root: string): string => spelling.replaceAll('ROOT', root);
