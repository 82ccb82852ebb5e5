import { readFileSync } from 'node:fs';

/** Clock ticks per second in /proc; 100 on every Linux that Node runs on. */
const TICKS = 100;

const fieldsOf = (pid) =>
  readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
    .map(Number);

/** CPU seconds so far of a PostgreSQL, by its first process: those of all its processes, also of those that have ended. */
export const cpuOfServer = (pid) => {
  const [user, system, usersEnded, systemsEnded] = fieldsOf(pid).slice(11, 15);
  let ticks = user + system + usersEnded + systemsEnded;
  for (const child of readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean)) {
    try {
      const [childUser, childSystem] = fieldsOf(child).slice(11, 13);
      ticks += childUser + childSystem;
    } catch {
      // It has just ended.
    }
  }
  return ticks / TICKS;
};
