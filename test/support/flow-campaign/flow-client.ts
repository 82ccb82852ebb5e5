import type { Answer, Asked } from './connection.js';
import { Connection } from './connection.js';
import type { DoomedHour } from './doomed-hour.js';
import { BatchMaker, DOOMED, type Flow, hourOf, MIRRORED, type Written } from './flow-batch.js';
import { NaiveSums, rowTexts } from './naive-sums.js';

/** What all clients share. */
export interface Together {
  readonly url: () => Promise<string>;
  readonly doomed: DoomedHour;
  readonly counts: Record<
    'batches' | 'acknowledged' | 'refused' | 'unknown' | 'again' | 'otherBody' | 'deletes' | 'looks',
    number
  >;
  readonly fault: (what: string) => void;
}

/** What changes sums when it is stored. */
interface Change {
  readonly asked: Asked;
  readonly key: string | undefined;
  /** Undefined where it takes out the client's own hour. */
  readonly records: readonly Flow[] | undefined;
  begun: number;
  stored: boolean;
}

/** Sends batches one after the other, knows what became of each, and looks at its own hour in between. */
export class FlowClient {
  /** Batches that are stored, of this client. */
  readonly stored: (readonly Flow[])[] = [];
  readonly #own = new NaiveSums();
  readonly hour: number;
  readonly #make: BatchMaker;
  readonly #connection: Connection;
  readonly #second: Connection;
  /** Those that may be sent again. */
  readonly #keyed: Change[] = [];
  #number = 0;

  constructor(
    private readonly id: number,
    random: () => number,
    private readonly together: Together,
  ) {
    this.hour = hourOf(id);
    this.#make = new BatchMaker(id, random);
    this.#connection = new Connection(together.url, together.fault);
    this.#second = new Connection(together.url, together.fault);
  }

  /** Sends until it is told that it is over. */
  async run(over: () => boolean): Promise<void> {
    const chance = (part: number): boolean => this.#make.chance(part);
    while (!over()) {
      if (chance(0.2)) await this.#refused();
      else if (chance(0.05)) await this.#goneHalfWay();
      else if (chance(0.1)) await this.#again();
      else if (chance(0.03)) await this.#send(this.#deletion());
      else if (chance(0.01)) await this.#deleteDoomed();
      else await this.#send(this.#batch());
      if (chance(0.02)) await this.#lookAtMirror();
    }
  }

  async close(): Promise<void> {
    await this.look();
    await Promise.all([this.#connection.close(), this.#second.close()]);
  }

  /** What is in the client's own hour is all that was stored, in that order, to the digit. */
  async look(connection = this.#connection, what = 'at the end'): Promise<void> {
    const answer = await connection.askUntilAnswered(this.#ownHour());
    this.together.counts.looks++;
    this.#expect(answer.text === this.#own.text(this.hour), what, answer);
  }

  #batch(): Change {
    const id = `batch ${this.id} ${this.#number++}`;
    const records = this.#make.records(id);
    return this.#change('POST', '/flows', this.#make.write(records), records);
  }

  #deletion(): Change {
    return this.#change('DELETE', `/flows?hour=${this.hour}`, undefined, undefined);
  }

  #change(
    method: 'POST' | 'DELETE',
    path: string,
    written: Written | undefined,
    records: readonly Flow[] | undefined,
  ): Change {
    const key = this.#make.chance(0.5) ? `key-${this.id}-${this.#number++}` : undefined;
    const headers = { ...written?.headers, ...(key !== undefined && { 'idempotency-key': key }) };
    const asked = { method, path, headers, ...(written !== undefined && { body: written.body }) };
    const change = { asked, key, records, begun: this.together.doomed.now(), stored: false };
    if (key !== undefined) this.#keyed.push(change);
    if (records === undefined) this.together.counts.deletes++;
    else this.together.counts.batches++;
    return change;
  }

  async #send(change: Change): Promise<void> {
    change.begun = this.together.doomed.now();
    const first = this.#connection.ask(change.asked);
    const twice = change.key !== undefined && this.#make.chance(0.1);
    const second = twice ? this.#second.ask(change.asked) : undefined;
    const answers = [await first, await second].filter((answer) => answer !== undefined);
    const all = twice ? 2 : 1;
    if (answers.some((answer) => this.#says(answer, change))) return this.#isStored(change);
    if (answers.length === all) return;

    this.together.counts.unknown++;
    if (change.key !== undefined && this.#make.chance(0.6)) {
      this.together.counts.again++;
      const answer = await this.#connection.askUntilAnswered(change.asked);
      if (this.#says(answer, change)) return this.#isStored(change);
    }
    await this.#resolve(change);
  }

  /** Whether an answer says that a change is stored. What it may not say is a fault. */
  #says(answer: Answer, { records }: Change): boolean {
    const { status } = answer;
    if (status === 503) return false;
    this.#expect(
      status === 202 || status === (records === undefined ? 204 : 200),
      'of a good request',
      answer,
    );
    return true;
  }

  async #isStored(change: Change): Promise<void> {
    this.together.counts.acknowledged++;
    this.#apply(change);
    if (!this.#make.chance(0.4)) return;
    // On the same connection, if it lives.
    const answer = await this.#connection.ask(this.#ownHour());
    if (answer === undefined || answer.status === 503) return;
    this.together.counts.looks++;
    this.#expect(answer.text === this.#own.text(this.hour), 'right after it was stored', answer);
  }

  #apply(change: Change): void {
    if (change.stored) return;
    change.stored = true;
    const { records } = change;
    if (records === undefined) {
      this.#own.delete(this.hour);
    } else {
      this.#own.add(records.filter(({ hour }) => hour === this.hour));
      this.stored.push(records);
      this.together.doomed.stored(change.begun, records);
    }
  }

  /** Learns from the own hour whether a change is stored: nothing else has been sent meanwhile that is for it. */
  async #resolve(change: Change): Promise<void> {
    const answer = await this.#connection.askUntilAnswered(this.#ownHour());
    if (answer.text === this.#own.text(this.hour)) {
      // A batch always has a key of its own in that hour; to take out an empty hour changes nothing.
      return;
    }
    this.#apply(change);
    this.#expect(answer.text === this.#own.text(this.hour), 'in whole or not at all', answer);
  }

  async #refused(): Promise<void> {
    const { index, headers, body } = this.#make.writeBroken(
      this.#make.records(`bad ${this.id} ${this.#number++}`),
    );
    // A key of a refused batch is as good as new; one that is taken says so only of what is a batch.
    const key = this.#make.chance(0.5) ? { 'idempotency-key': `bad-${this.id}-${this.#number++}` } : {};
    this.together.counts.batches++;
    const answer = await this.#connection.ask({
      method: 'POST',
      path: '/flows',
      headers: { ...headers, ...key },
      body,
    });
    if (answer === undefined || answer.status === 503) return;
    this.together.counts.refused++;
    this.#expect(
      answer.status === 400 && answer.text.includes(`"index":${index},`),
      `fault at ${index}`,
      answer,
    );
  }

  async #goneHalfWay(): Promise<void> {
    const { headers, body } = this.#make.write(this.#make.records(`gone ${this.id} ${this.#number++}`));
    this.together.counts.batches++;
    const asked = { method: 'POST' as const, path: '/flows', headers, body };
    await this.#connection.sendPart(asked, this.#make.below(body.length));
  }

  /** Something that was sent before, in this life or another, or another body with its key. */
  async #again(): Promise<void> {
    if (this.#keyed.length === 0) return;
    const change = this.#make.pick(this.#keyed);
    if (!change.stored || this.#make.chance(0.5)) {
      this.together.counts.again++;
      return this.#send(change);
    }
    const other = this.#make.write(this.#make.records(`other ${this.id} ${this.#number++}`));
    const answer = await this.#connection.ask({
      method: 'POST',
      path: '/flows',
      headers: { ...other.headers, 'idempotency-key': change.key ?? '' },
      body: other.body,
    });
    if (answer === undefined || answer.status === 503) return;
    this.together.counts.otherBody++;
    this.#expect(answer.status === 422, 'of another body with a known key', answer);
  }

  async #deleteDoomed(): Promise<void> {
    const begun = this.together.doomed.now();
    this.together.counts.deletes++;
    const answer = await this.#connection.ask({ method: 'DELETE', path: `/flows?hour=${DOOMED}` });
    if (answer?.status === 503) return;
    this.together.doomed.deleted(begun, answer !== undefined);
  }

  /** Two hours that are written to by the same batches are alike at any time: no batch is seen half in. */
  async #lookAtMirror(): Promise<void> {
    const [one, two] = MIRRORED;
    const answer = await this.#connection.ask({ method: 'GET', path: `/flows?from=${one}&to=${two}` });
    if (answer === undefined || answer.status === 503) return;
    this.together.counts.looks++;
    const rows = rowTexts(answer.text);
    const of = (hour: number): string =>
      rows
        .flatMap((row) => (row.endsWith(`:${hour}}`) ? row.slice(0, -String(hour).length - 1) : []))
        // A shuffled batch is the first to have keys in another order in one than in the other.
        .sort()
        .join();
    const isMirror = of(one) === of(two);
    this.#expect(isMirror, 'of two hours that are written to together', answer);
  }

  #ownHour(): Asked {
    return { method: 'GET', path: `/flows?hour=${this.hour}` };
  }

  #expect(isSo: boolean, what: string, { status, text }: Answer): void {
    if (isSo) return;
    const own = this.#own.text(this.hour);
    const at = [...own].findIndex((character, i) => character !== text[i]);
    this.together.fault(
      `Client ${this.id}, ${what}: ${status} ${text.slice(Math.max(0, at - 200), at + 300)}${
        text.startsWith('[') ? ` instead of ${own.slice(Math.max(0, at - 200), at + 300)}` : ''
      }`,
    );
  }
}
