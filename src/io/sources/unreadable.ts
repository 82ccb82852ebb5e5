import { TidemarkError } from '../../operators/tidemark-error.js';

/** What a failing system call means, and what the person who reads it can do. */
const IN_WORDS: Readonly<Record<string, readonly [reason: string, next: string]>> = {
  ENOENT: ['no such file', 'Check the path, or follow it to wait until it appears.'],
  EACCES: ['permission denied', 'Check its permissions, or run as a user who may read it.'],
  EPERM: ['permission denied', 'Check its permissions, or run as a user who may read it.'],
  EISDIR: ['it is a directory', 'Name a file inside it.'],
  ENOTDIR: ['a part of the path is not a directory', 'Check the path.'],
  ELOOP: ['its symbolic links lead in a circle', 'Check where the links point.'],
  ENAMETOOLONG: ['the name is too long', 'Check the path.'],
  EMFILE: ['too many files are open', 'Raise the limit of open files (ulimit -n).'],
  ENFILE: ['too many files are open', 'Raise the limit of open files of the system.'],
  EIO: ['the device reports an error', 'Check the disk.'],
};

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** A failed read as one TidemarkError 'unreadable': what cannot be read, why, and what to do next. */
export const unreadable = (what: string, error: unknown): TidemarkError => {
  const [reason, next] = IN_WORDS[codeOf(error)] ?? [
    error instanceof Error ? error.message : String(error),
    'Check that it can still be read.',
  ];
  return new TidemarkError('unreadable', `Cannot read ${what}: ${reason}. ${next}`, { cause: error });
};
