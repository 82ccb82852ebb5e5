import { hash } from 'node:crypto';
import type { Answer, Asked, Route } from '../../io/http/answer.js';
import { MemoryBudget } from '../../io/http/memory-budget.js';
import { JSON_TYPE, problemText } from '../../io/http/problem.js';
import { readBody } from '../../io/http/read-body.js';
import { badRequest, Refused } from '../../io/http/refused.js';
import type { Accepted } from '../../io/sources/journaled/answers.js';
import { isKey } from '../../io/sources/journaled/is-key.js';
import { readReport, SAID } from './read-report.js';

export interface PushRoutesOptions {
  readonly jobs: readonly string[];
  /** Stores an entry: resolves when it is journaled and folded, or refused. */
  readonly accept: (entry: Buffer, key: string | undefined) => Promise<Accepted>;
  /** Whether everything that was stored before has been read again. */
  readonly isReady: () => boolean;
}

/** Bytes of one body, and of all that are being received. */
const BODY = 64_000;
const WAITING = 16 * 1024 * 1024;

/** What it is answered with that is not kept, or not counted yet: a word for programs goes with each status. */
const WORDS: Readonly<Record<number, string>> = {
  202: 'not-counted-yet',
  400: 'bad-key',
  422: 'other-body',
  503: 'not-now',
};

/** `/push/NAME` of each job, with GET too, which is what a line of a crontab has; `/healthz` and `/readyz`. */
export const pushRoutes = ({ jobs, accept, isReady }: PushRoutesOptions): readonly Route[] => {
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
        return answerOf(await accept(Buffer.from(JSON.stringify(report)), keyOf(name, key)));
      } finally {
        body.hold.release();
      }
    };
  return [
    ...jobs.flatMap((name): readonly Route[] => {
      const path = `/push/${name}`;
      return [
        { method: 'GET', path, handle: handle(name) },
        { method: 'POST', path, handle: handle(name) },
      ];
    }),
    { method: 'GET', path: '/healthz', health: true, handle: () => json(200, { status: 'ok' }) },
    {
      method: 'GET',
      path: '/readyz',
      health: true,
      handle: () =>
        isReady()
          ? json(200, { status: 'ready' })
          : json(503, { error: 'replaying', message: 'This is not ready yet.' }),
    },
  ];
};

/** A key is one of its job: two jobs that both take the day for theirs have sent two reports. */
const keyOf = (name: string, key: string | undefined): string | undefined =>
  key === undefined || !isKey(key) ? key : hash('sha256', `${name} ${key}`);

/** Nothing to say is nothing that cron would mail. */
const answerOf = ({ status, body, type, retryAfter }: Accepted): Answer => {
  if (status === 200) return { status: 204 };
  const word = WORDS[status];
  const headers = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
  if (word === undefined) return { status, headers, type, body };
  const { error } = JSON.parse(body) as { readonly error: string };
  return { status, headers, type, body: problemText({ error: word, message: error }) };
};

const json = (status: number, value: unknown): Answer => ({
  status,
  type: JSON_TYPE,
  body: `${JSON.stringify(value)}\n`,
});
