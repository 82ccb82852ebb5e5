import { isUtf8 } from 'node:buffer';
import { JSON_TYPE, problemText } from '../../io/http/problem.js';
import type { Judgement } from '../../io/sources/journaled/judgement.js';
import { addFlows } from './add-flows.js';
import type { BatchProblem } from './api/problem.js';
import { endOfRecords } from './end-of-records.js';
import { FaultList } from './flow-faults.js';
import { FlowList } from './flow-list.js';
import type { FlowRow } from './flow-row.js';
import { PlainFlows } from './plain-flows.js';

/** Bytes that are judged in one step: of what is written plainly, and of all else. */
const STEP = { plain: 256 * 1024, close: 64 * 1024 };
/**
 * A record is at most so long where records are counted: a good one has more than a few kilobytes of blanks only. So are
 * blanks around records.
 */
const LONGEST_RECORD = 256 * 1024;

const OPEN = 0x5b;
const CLOSE = 0x5d;

/**
 * The judgement of a body in steps of a few milliseconds, between which others may have their turn. It is the same however
 * the steps fall, but for what is said of a body with more than a hundred faults: that is judged no further.
 */
export class FlowJudging {
  #plain: PlainFlows | undefined;
  readonly #rows: FlowList;
  /** Most bodies have none. */
  #found: FaultList | undefined;
  #where: 'start' | 'plain' | 'close' = 'start';
  /** Place of the bracket or the comma before the next record. */
  #at = 0;
  /** Records before it. */
  #index = 0;
  readonly #longest: number;

  /** `mostRecords`: refuses more of them, and any that is too long; by default, as at a replay, there is no such limit. */
  constructor(
    private readonly body: Buffer,
    time: number,
    private readonly mostRecords = Infinity,
    private readonly size = STEP,
  ) {
    this.#rows = new FlowList(time);
    this.#longest = mostRecords < Infinity ? LONGEST_RECORD : Infinity;
  }

  /** Records that were found good so far. */
  get count(): number {
    return this.#rows.length;
  }

  /** All of them came at this time. */
  set time(time: number) {
    this.#rows.time = time;
  }

  get #faults(): FaultList {
    this.#found ??= new FaultList();
    return this.#found;
  }

  /** Goes on; answers when it is done. */
  step(): Judgement<FlowRow> | undefined {
    switch (this.#where) {
      case 'start':
        this.#where = 'plain';
        return isUtf8(this.body)
          ? undefined
          : refuse({ error: 'bad-encoding', message: 'The body is not UTF-8.' });
      case 'plain':
        return this.#stepPlainly();
      case 'close':
        return this.#stepClosely();
    }
  }

  #stepPlainly(): Judgement<FlowRow> | undefined {
    this.#plain ??= new PlainFlows(this.body, this.#rows);
    const read = this.#plain.readTo(this.#plain.at + this.size.plain);
    if (this.count > this.mostRecords) return this.#tooMany();
    if (read === 'all') return { rows: this.#rows };
    if (read === 'other') {
      const start = this.#pastSpace(0);
      if (start === undefined) return this.#tooBlank();
      if (this.body[start] !== OPEN) return this.#judgeOne(start);
      this.#where = 'close';
      this.#at = Math.max(this.#plain.at, start);
      this.#index = this.count;
    }
    return undefined;
  }

  #stepClosely(): Judgement<FlowRow> | undefined {
    const { body } = this;
    const from = this.#pastSpace(this.#at + 1);
    if (from === undefined) return this.#tooBlank();
    if (body[from] === CLOSE && this.#index === 0) return this.#judgeEnd(from);
    const place = from + this.size.close;
    const { end: found, last } = endOfRecords(body, from, place, place + this.#longest);
    // One that is long is judged alone.
    const end = found - last > this.size.close && last > from ? last : found;
    if (end - from > this.#longest) return this.#tooLong();
    const refused = this.#judgePiece(from, end);
    if (refused !== undefined) return refused;
    this.#at = end;
    if (this.#index > this.mostRecords) return this.#tooMany();
    if (body[end] === 0x2c /* , */) return this.#faults.isFull ? this.#judgement() : undefined;
    return this.#judgeEnd(end);
  }

  /** Records between two commas or brackets. */
  #judgePiece(from: number, end: number): Judgement<never> | undefined {
    const { body } = this;
    const text = `[${body.toString('utf8', from, end)}]`;
    let records: readonly unknown[];
    try {
      // What is between brackets is an array, if it is anything.
      records = JSON.parse(text) as readonly unknown[];
    } catch (error) {
      return this.#notJson(error);
    }
    // A comma was followed by nothing.
    if (records.length === 0) return this.#notJson(undefined);
    const added = addFlows(records, body.subarray(from, end), this.#rows);
    if (added !== 'certainly') this.#faults.judge(text, this.#index);
    this.#index += records.length;
    if (added === 'not all' && this.#faults.count === 0)
      throw new Error('A record was neither good nor bad.');
    return undefined;
  }

  /** The body is no array. */
  #judgeOne(from: number): Judgement<FlowRow> {
    if (this.body.length - from > this.#longest) return this.#tooLong();
    const text = this.body.toString('utf8', from);
    try {
      JSON.parse(text);
    } catch (error) {
      return this.#notJson(error);
    }
    return this.#judgePiece(from, this.body.length) ?? this.#judgement();
  }

  /** `at`: place of what ends the array. */
  #judgeEnd(at: number): Judgement<FlowRow> {
    const { body } = this;
    if (body[at] !== CLOSE) return this.#notJson(undefined);
    const end = this.#pastSpace(at + 1);
    if (end === undefined) return this.#tooBlank();
    if (end < body.length) return this.#notJson(undefined);
    return this.#judgement();
  }

  #judgement(): Judgement<FlowRow> {
    const { faults, count, isFull } = this.#faults;
    if (count === 0) return { rows: this.#rows };
    const many = `There are ${isFull ? 'at least ' : ''}${count} faults`;
    return refuse({
      error: 'bad-batch',
      message: `${count === 1 ? 'There is a fault' : many} in this batch; nothing of it was stored.`,
      faults,
      more: count - faults.length,
    });
  }

  #tooMany(): Judgement<never> {
    const message = `A batch has at most ${this.mostRecords} records; nothing of it was stored. Send several.`;
    return refuse({ error: 'too-large', message }, 413);
  }

  #tooLong(): Judgement<FlowRow> {
    this.#faults.add(this.#index, `must be written in at most ${LONGEST_RECORD} bytes`);
    return this.#judgement();
  }

  #tooBlank(): Judgement<never> {
    const message = `There are more than ${LONGEST_RECORD} bytes of blanks in a row; nothing of it was stored.`;
    return refuse({ error: 'too-large', message }, 413);
  }

  #notJson(error: unknown): Judgement<never> {
    const { body } = this;
    if (body.length > STEP.close) {
      const where = `in the record with the index ${this.#index}, or after it`;
      return refuse({ error: 'bad-json', message: `The body is not JSON ${where}.` });
    }
    let said = error;
    try {
      // Where in all of it is said by who reads all of it.
      JSON.parse(body.toString('utf8'));
    } catch (whole) {
      said = whole;
    }
    return refuse({ error: 'bad-json', message: `The body is not JSON: ${reasonOf(said)}.` });
  }

  /** The place of what is no blank; undefined where there are too many. */
  #pastSpace(from: number): number | undefined {
    const most = from + this.#longest;
    let at = from;
    for (
      let byte = this.body[at];
      byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
      byte = this.body[++at]
    ) {
      if (at >= most) return undefined;
    }
    return at;
  }
}

const refuse = (problem: BatchProblem, status = 400): Judgement<never> => ({
  refusal: { status, body: problemText(problem), type: JSON_TYPE },
});

/** What the parser says, without what it quotes of the body. */
const reasonOf = (error: unknown): string => {
  const message = error instanceof Error ? error.message : '';
  const [, what = 'it cannot be parsed'] =
    /^(.*?)(?:, .*| in JSON.*| is not valid JSON.*)?$/su.exec(message) ?? [];
  const [position] = /position \d+/.exec(message) ?? [];
  return `${what.slice(0, 80)}${position === undefined ? '' : ` at ${position}`}`;
};
