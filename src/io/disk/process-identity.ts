import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';

/** Tells one process from every other that had or will have its number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in the kernel's ticks since boot; empty where the system does not say. */
  readonly started: string;
  /** The kernel's id of this boot; empty where the system does not say. */
  readonly boot: string;
  /** For messages only. */
  readonly host: string;
}

/** This process in messages. */
export const processName = (): string => `process ${process.pid} on ${hostname()}`;

export const currentProcess = async (): Promise<ProcessIdentity> => ({
  pid: process.pid,
  started: (await startOf(process.pid)) ?? '',
  boot: await bootId(),
  host: hostname(),
});

/**
 * Whether that very process still runs. A process of an earlier boot does not, nor one whose number has gone to another
 * since. Where the system does not say when a process started (not Linux), any process with its number counts. Processes
 * of another container cannot be seen: they count as gone.
 */
export const isRunning = async (identity: ProcessIdentity): Promise<boolean> => {
  if (identity.boot !== (await bootId()) || !exists(identity.pid)) return false;
  const started = await startOf(identity.pid);
  return started === undefined || identity.started === '' || started === identity.started;
};

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Undefined where it cannot be read; a process that is dead and not yet buried started never. */
async function startOf(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => undefined);
  if (stat === undefined) return undefined;
  // The second field is the program's name in parentheses, with whatever the program put in there.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? 'never' : fields[19];
}

const bootId = async (): Promise<string> =>
  (await readFile('/proc/sys/kernel/random/boot_id', 'latin1').catch(() => '')).trim();
