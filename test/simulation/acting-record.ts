import type { Emitted } from '../../src/io/sinks/sink.js';
import type { Commit, Saved } from '../../src/io/state/state-store.js';
import type { Chunk } from '../../src/operators/chunk.js';
import type { ActingStory, Done, Job } from './acting-story.js';

/** What the memory of a source under an action holds of a job. */
export interface Held {
  readonly row: Job;
  readonly partition?: string;
  readonly outcome?: Done;
  readonly noted?: true;
}

/** What the store holds, what was done in the world, and every law that was broken on the way. */
export class ActingRecord {
  /** Laws that were broken, in words. */
  readonly broken: string[] = [];
  /** Memory of the source, as the last commit has it. */
  remembered: ReadonlyMap<string, unknown> = new Map();
  /** What all commits so far have said of each job: its outcomes. */
  readonly outcomes = new Map<number, Done[]>();
  /** Jobs whose finish has had its effect. */
  readonly finished = new Set<number>();
  /** Jobs that were begun, by any process. */
  readonly begun = new Set<number>();
  /** Commits so far. */
  sequence = 0;
  /** Jobs that were begun by the process that started last. */
  readonly #begunNow = new Set<number>();
  /** What was asked of the store last; whether it is stored, the next process sees. */
  #asked: { readonly sequence: number; readonly next: Commit } | undefined;
  readonly #jobs = new Map<number, Job>();

  constructor(
    private readonly story: ActingStory,
    private readonly script: readonly Chunk<Job>[],
  ) {
    for (const { rows } of script) for (const job of rows) this.#jobs.set(job.id, job);
  }

  /** Jobs that the last commit holds as out. */
  get out(): readonly Job[] {
    return heldIn(this.remembered)
      .filter(({ outcome }) => outcome === undefined)
      .map(({ row }) => row);
  }

  /** A process asks for a commit. */
  asks(expected: number, next: Commit): void {
    const { position, remembered, states, outbox } = next;
    const kept = structuredClone({ position, remembered, time: states.time });
    this.#asked = { sequence: expected + 1, next: { ...next, ...kept, states: { time: kept.time }, outbox } };
  }

  /** A commit is stored, as a process knows by its answer or by what it finds when it starts. */
  stored(sequence: number): void {
    if (sequence === this.sequence) return;
    const asked = this.#asked;
    if (asked?.sequence !== sequence) throw new Error(`Nobody has asked for commit ${sequence}.`);
    this.sequence = sequence;
    const remembered = new Map(this.remembered);
    for (const [key, value] of asked.next.remembered) {
      if (value === undefined) remembered.delete(key);
      else remembered.set(key, value);
    }
    this.remembered = remembered;
    for (const done of outcomesIn(asked.next)) {
      this.outcomes.set(done.id, [...(this.outcomes.get(done.id) ?? []), done]);
    }
    this.#check(asked.next);
  }

  /** A process starts. */
  starts(saved: Saved | undefined): void {
    this.#begunNow.clear();
    if (saved !== undefined) this.stored(saved.sequence);
  }

  /** A partition ends, with this memory of the source. */
  ends(partition: string | undefined, memory: ReadonlyMap<string, unknown>): void {
    for (const { row, partition: own, outcome } of heldIn(memory)) {
      if (own === partition && outcome === undefined)
        this.#breaks(`${partition} ends, and ${row.id} is out of it`);
    }
  }

  /** A process has stopped in good time: nothing that it began is out, and with intent none nothing at all. */
  drained(): void {
    for (const { id } of this.out) {
      if (this.story.intent === 'none') this.#breaks(`${id} is out after a stop`);
      else if (this.#begunNow.has(id)) this.#breaks(`${id} was begun, and is out after a stop`);
    }
  }

  /** A job is begun. */
  begins(job: Job, again: boolean): void {
    const { intent } = this.story;
    const held = this.remembered.get(`out:${job.key}`) as Held | undefined;
    const isHeld = held?.row.id === job.id && held.outcome === undefined;
    if (intent === 'first' && !isHeld) this.#breaks(`${job.id} is performed, and no commit holds it as out`);
    if (intent === 'first' && this.begun.has(job.id) && !again) {
      this.#breaks(`${job.id} was begun before, and is performed as if it had not been`);
    }
    if (intent === 'none' && again) this.#breaks(`${job.id} is performed again`);
    this.begun.add(job.id);
    this.#begunNow.add(job.id);
  }

  /** A finish has its effect. */
  finishes(job: Job, done: Done): void {
    const held = this.remembered.get(`out:${job.key}`) as Held | undefined;
    if (held?.outcome?.id !== job.id || !this.outcomes.has(job.id)) {
      this.#breaks(`${job.id} is finished, and no commit holds its outcome`);
    }
    if (done.was !== 'done') this.#breaks(`${job.id} is finished, and was ${done.was}`);
    this.finished.add(job.id);
  }

  /** Every law of one commit: what was handed over is out or has one outcome, nothing of it is lost, no time has gone by. */
  #check(next: Commit): void {
    const { story, script } = this;
    const position = next.position as { readonly inner?: number } | undefined;
    const held = heldIn(this.remembered);
    const out = new Map(held.flatMap(({ row, outcome }) => (outcome === undefined ? [[row.id, row]] : [])));
    const toNote = new Set(held.flatMap(({ row, noted }) => (noted === true ? [] : [row.id])));
    for (const { rows } of script.slice(0, position?.inner ?? 0)) {
      for (const { id, report } of rows) {
        const outcomes = this.outcomes.get(id) ?? [];
        if (outcomes.length + Number(out.has(id)) !== 1) {
          this.#breaks(`${id} has ${outcomes.length} outcomes and is ${out.has(id) ? '' : 'not '}out`);
        }
        const [done] = outcomes;
        if (report === true || done === undefined || !story.notes || done.was === 'missed: running') continue;
        const noted = Number(this.remembered.get(`inner:${id}`) ?? 0);
        if (noted + Number(toNote.has(id)) !== 1)
          this.#breaks(`the outcome of ${id} is noted ${noted} times`);
      }
    }
    if (!story.keepsTime) return;
    const { watermark } = next.states.time as { readonly watermark: number };
    for (const { id, time } of out.values()) {
      if (watermark > time) this.#breaks(`the watermark is at ${watermark}, and ${id} of ${time} is out`);
    }
  }

  #breaks(law: string): void {
    this.broken.push(law);
  }
}

export const heldIn = (remembered: ReadonlyMap<string, unknown>): readonly Held[] =>
  [...remembered].flatMap(([key, value]) =>
    key.startsWith('out:') && value !== undefined ? [value as Held] : [],
  );

/** Outcomes, missed ones and reports too, that a commit lets out. */
const outcomesIn = (next: Commit): readonly Done[] =>
  next.outbox.added.flatMap(({ delivery }) => {
    // What the simulated file composes.
    const { rows } = delivery.body as { readonly rows: readonly string[] };
    return rows
      .map((text) => JSON.parse(text) as Emitted<Done>)
      .flatMap(({ stream, row }) => (stream === 'outcomes' ? [row] : []));
  });
