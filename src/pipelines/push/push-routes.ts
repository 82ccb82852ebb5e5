import { hash } from 'node:crypto';
import type { Answer, Asked, Route } from '../../io/http/answer.js';
import { MemoryBudget } from '../../io/http/memory-budget.js';
import { readBody } from '../../io/http/read-body.js';
import { badRequest, Refused } from '../../io/http/refused.js';
import type { Accepted } from '../../io/sources/journaled/answers.js';
import { isKey } from '../../io/sources/journaled/is-key.js';
import { readReport, SAID } from './read-report.js';

export interface PushRoutesOptions {
  readonly jobs: readonly string[];
  /** Stores an entry: resolves when it is journaled and folded, or refused. */
  readonly accept: (entry: Buffer, key: string | undefined) => Promise<Accepted>;
}

/** Bytes of one body, and of all that are being received. */
const BODY = 64_000;
const WAITING = 16 * 1024 * 1024;

/** `/push/NAME` of each job, with GET too, which is what a line of a crontab has. */
export const pushRoutes = ({ jobs, accept }: PushRoutesOptions): readonly Route[] => {
  const budget = new MemoryBudget(WAITING, 'Too much is being received at once.');
  const handle =
    (name: string) =>
    async ({ request, headers, query }: Asked): Promise<Answer> => {
      // It comes with GET, and whoever only looks has not run the job.
      if (request.method === 'HEAD')
        throw new Refused(405, 'bad-method', 'A report is sent with POST or GET.', { allow: 'GET, POST' });
      const key = headers['idempotency-key'];
      if (Array.isArray(key)) throw badRequest('There is more than one Idempotency-Key.');
      const body = await readBody(request, BODY, budget);
      try {
        const report = readReport(name, query(SAID), body.bytes, headers['content-type']);
        const accepted = await accept(Buffer.from(JSON.stringify(report)), keyOf(name, key));
        // Nothing to say is nothing that cron would mail.
        return accepted.status === 200 ? { status: 204 } : accepted;
      } finally {
        body.hold.release();
      }
    };
  return jobs.flatMap((name): readonly Route[] => {
    const path = `/push/${name}`;
    return [
      { method: 'GET', path, handle: handle(name) },
      { method: 'POST', path, handle: handle(name) },
    ];
  });
};

/** A key is one of its job: two jobs that both take the day for theirs have sent two reports. */
const keyOf = (name: string, key: string | undefined): string | undefined =>
  key === undefined || !isKey(key) ? key : hash('sha256', `${name} ${key}`);
