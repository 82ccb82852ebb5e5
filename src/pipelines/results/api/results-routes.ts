import type { Answer, Asked, Route } from '../../../io/http/answer.js';
import { jsonAnswer } from '../../../io/http/json-answer.js';
import { MemoryBudget } from '../../../io/http/memory-budget.js';
import type { Query } from '../../../io/http/query.js';
import { readBody } from '../../../io/http/read-body.js';
import { badRequest } from '../../../io/http/refused.js';
import { requireJson } from '../../../io/http/require-json.js';
import type { FileNames } from '../../../io/sinks/file/file-names.js';
import { notReplayed, type Replaying } from '../../../io/sources/journaled/not-replayed.js';
import type { JournaledSource } from '../../../io/sources/journaled.js';
import { readInstant } from '../read-instant.js';
import { type ResultFault, readResult } from '../read-result.js';
import type { RecentResults } from '../recent-results.js';
import { type ResultRow, rowOf } from '../result.js';
import { digestOf } from '../result-digest.js';
import { entryOf, keyOf } from '../result-entry.js';
import { RESULT_FORMATS, type ResultFormat } from '../result-formats.js';
import { lineFilter } from './line-filter.js';
import { newestLines } from './newest-lines.js';

export interface ResultsRoutesOptions {
  /** Stores an entry: resolves when it is journaled and folded, or refused. */
  readonly accept: JournaledSource<ResultRow>['accept'];
  readonly recent: RecentResults;
  /** Where the results are written, and how. */
  readonly log: { readonly names: FileNames; readonly format: ResultFormat };
  /** How far what was stored before has been read again; undefined when all of it has. */
  readonly replaying: () => Replaying | undefined;
}

/** Bytes of one body, and of all that are being received: an error of a mebibyte may be escaped. */
const BODY = 8 * 1024 * 1024;
const WAITING = 64 * 1024 * 1024;
/** Lines of one answer. */
const USUAL_LINES = 100;
const MOST_LINES = 10_000;

/** `POST /logs` and `GET /logs`. */
export const resultsRoutes = (options: ResultsRoutesOptions): readonly Route[] => {
  const { accept, recent, log, replaying } = options;
  const budget = new MemoryBudget(WAITING, 'Too much is being received at once.');

  const post = async ({ request, headers, query }: Asked): Promise<Answer> => {
    query([]);
    requireJson(headers['content-type']);
    const { bytes, hold } = await readBody(request, BODY, budget);
    try {
      const result = readResult(bytes);
      if ('message' in result) return faulty(result);
      const judge = (time: number) => ({ rows: [rowOf(result, time)] });
      return await accept(entryOf(result), keyOf(result), judge, digestOf(result));
    } finally {
      hold.release();
    }
  };

  const get = async ({ query }: Asked): Promise<Answer> => {
    const asked = query(['monitor', 'probe', 'status', 'since', 'until', 'limit']);
    const filter = {
      monitor: asked.one('monitor'),
      probe: asked.one('probe'),
      status: statusOf(asked),
      since: instantOf(asked, 'since'),
      until: instantOf(asked, 'until'),
    };
    const most = asked.whole('limit') ?? USUAL_LINES;
    if (most < 1 || most > MOST_LINES) throw badRequest(`The parameter limit is from 1 to ${MOST_LINES}.`);
    const unread = replaying();
    if (unread !== undefined) throw notReplayed(unread);
    const { lines, missing } = await newestLines({
      names: log.names,
      matches: lineFilter(filter, log.format),
      most,
      recent: linesOf(recent, log.format),
      isFull: recent.isFull,
    });
    return {
      status: 200,
      type: log.format === 'results' ? 'text/plain; charset=utf-8' : 'application/x-ndjson; charset=utf-8',
      headers: missing === undefined ? {} : { 'tidemark-missing': missing },
      body: lines.length === 0 ? '' : `${lines.join('\n')}\n`,
    };
  };

  return [
    { method: 'POST', path: '/logs', handle: post },
    { method: 'GET', path: '/logs', handle: get },
  ];
};

function* linesOf(recent: RecentResults, format: ResultFormat): Generator<string> {
  for (const row of recent.newest()) yield RESULT_FORMATS[format](row).slice(0, -1);
}

const statusOf = (query: Query): string | undefined => {
  const status = query.one('status');
  if (status === undefined || status === 'success' || status === 'fail') return status;
  throw badRequest(
    `The parameter status is ${JSON.stringify(status.slice(0, 80))}; success or fail is wanted.`,
  );
};

const instantOf = (query: Query, name: 'since' | 'until'): number | undefined => {
  const text = query.one(name);
  if (text === undefined) return undefined;
  // A + that is not encoded is a space by now.
  const read = readInstant(/^\d{1,16}$/.test(text) ? Number(text) : text.replace(' ', '+'));
  if (typeof read === 'number') return read;
  throw badRequest(`The parameter ${name} is ${JSON.stringify(text.slice(0, 80))}; ${read}.`);
};

const faulty = ({ field, message }: ResultFault): Answer =>
  jsonAnswer(400, {
    error: field === undefined ? 'bad-body' : 'bad-field',
    field,
    message: `${message} Nothing of this result is kept.`,
  });
