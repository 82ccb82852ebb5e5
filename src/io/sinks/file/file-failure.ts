import { TidemarkError } from '../../../operators/tidemark-error.js';
import { hasCode } from '../../disk/has-code.js';

const PERMISSION = ['permission denied', 'Check the permissions of the file and of its directory.'] as const;
const MISSING = ['its directory is not there, and cannot be made', 'Give the sink another path.'] as const;
const OPEN_FILES = ['too many files are open', 'Raise the limit of open files (ulimit -n).'] as const;

/** What a failing system call means, and what the person who reads it can do. */
const IN_WORDS: Readonly<Record<string, readonly [reason: string, next: string]>> = {
  ENOSPC: ['no space is left on the device', 'Make room.'],
  EDQUOT: ['the quota is used up', 'Make room, or raise the quota.'],
  EFBIG: ['the file is as long as it may be', 'Raise the limit (ulimit -f), or let the sink rotate by size.'],
  EIO: ['the device reports an error', 'Check the disk.'],
  EROFS: ['the file system is read-only', 'Mount it for writing.'],
  EACCES: PERMISSION,
  EPERM: PERMISSION,
  ENOENT: ['it is not there any more', 'Put it back, or mount what it is on.'],
  EISDIR: ['it is a directory', 'Move the directory away, or give the sink another path.'],
  ENOTDIR: ['a part of the path is not a directory', 'Check the path.'],
  ELOOP: ['its symbolic links lead in a circle', 'Check where the links point.'],
  ENAMETOOLONG: ['the name is too long', 'Give the sink another path.'],
  EMFILE: OPEN_FILES,
  ENFILE: OPEN_FILES,
};

/**
 * A failed system call as one TidemarkError 'undeliverable'. All of them are retryable: a person can mend each of
 * them while the rows wait, and rows are never given up for a full disk or a wrong permission. Anything that is not
 * a system call is thrown as it is.
 */
export const fileFailure = (file: string, error: unknown): TidemarkError => {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) throw error;
  const [reason, next] = IN_WORDS[String(error.code)] ?? [error.message, 'Check that it can be written.'];
  return new TidemarkError(
    'undeliverable',
    `Cannot write ${file}: ${reason}. ${next} What waits is written then.`,
    {
      cause: error,
      retryable: true,
    },
  );
};

/** Failures that no waiting mends, only a person: at the start they are mistakes, of which whoever starts it must hear. */
const LASTING = [
  'EACCES',
  'EPERM',
  'EROFS',
  'ENOENT',
  'EISDIR',
  'ENOTDIR',
  'ELOOP',
  'ENAMETOOLONG',
  'EINVAL',
];

export const isLasting = (error: unknown): boolean => hasCode(error, ...LASTING);

/** A file that cannot be written from the start on. */
export const unwritableFile = (file: string, error: unknown): TidemarkError => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const [reason, next] =
    code === 'ENOENT'
      ? MISSING
      : (IN_WORDS[code] ?? [
          error instanceof Error ? error.message : String(error),
          'Give the sink another path.',
        ]);
  return new TidemarkError('unwritable', `Cannot write ${file}: ${reason}. ${next}`, { cause: error });
};

/** The file is not what the sink left: writing on would tear what somebody else wrote, so it is refused for good. */
export const foreignFile = (file: string, offset: number, finding: string): TidemarkError =>
  new TidemarkError(
    'undeliverable',
    `Refused to write ${file} at byte ${offset}: ${finding}. Somebody has truncated, replaced or written to it. Put it back as it was, or give the sink another path.`,
  );

export const notAFile = (file: string): TidemarkError =>
  new TidemarkError(
    'bad-options',
    `Cannot write ${file}: it is not a regular file, and this sink writes at positions. Name a file, or write to standard output.`,
  );
