import type { Chunk } from '../../../operators/chunk.js';
import type { Rejected } from '../../../operators/rejected.js';
import type { Clock } from '../../clock.js';
import type { NotificationQueue, QueueMessage } from '../../object-store/notification-queue.js';
import type { ListedObject } from '../../object-store/object-store.js';
import { countOf } from '../../text/count-of.js';
import { oneLine } from '../../text/one-line.js';
import type { Asking } from './asking.js';
import { objectEvents } from './object-events.js';
import { type ObjectRef, objectRef } from './object-ref.js';
import type { ObjectsReader } from './objects-reader.js';

/** Milliseconds for which a message that is being read is shown to nobody else, and after which that is asked for anew. */
const HIDDEN = 120_000;
const RENEWED = 40_000;
/** Milliseconds that a queue is asked to wait for a message. */
const WAIT = 20_000;

export interface QueuedOptions {
  readonly bucket: string;
  readonly prefix: string;
  readonly isWanted: (key: string) => boolean;
  readonly clock: Clock;
  readonly follow: boolean;
  readonly lookBack: number;
  readonly asking: Asking;
  readonly signal: AbortSignal;
  readonly warn: (message: string) => void;
}

/** What the events of a bucket name, as they come out of a queue. A message is deleted when what it names is committed. */
export class QueuedObjects {
  /** Messages that are not deleted yet, with the turn whose commit holds what they name. */
  #open: { readonly message: QueueMessage; readonly turn: number }[] = [];
  #newest = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly queue: NotificationQueue,
    private readonly options: QueuedOptions,
  ) {}

  async *chunks<T>(reader: ObjectsReader<T>): AsyncGenerator<Chunk<T>, void, undefined> {
    const { clock, follow, signal, lookBack, asking } = this.options;
    const { queue } = this;
    const ended = new AbortController();
    const renewing = this.#renew(AbortSignal.any([signal, ended.signal]));
    try {
      yield* reader.resume();
      for (let turn = (reader.beside.turn ?? 0) + 1; !signal.aborted; turn++) {
        const began = clock.now();
        const asked = { hidden: HIDDEN, wait: follow ? WAIT : 0 };
        const messages = await asking.ask(0, () => queue.receive(asked, signal));
        if (signal.aborted) return;
        if (messages.length === 0) {
          if (!follow) return;
          yield { ...reader.standing(), now: began };
          continue;
        }
        for (const message of messages) this.#open.push({ message, turn });
        const { objects, rejected } = this.#named(messages);
        yield* reader.read(this.#unread(reader, objects));
        if (signal.aborted) return;
        reader.known.forgetBefore(this.#newest - lookBack);
        reader.beside = { turn };
        yield reader.standing(rejected);
      }
    } finally {
      ended.abort();
      await renewing;
    }
  }

  /** Everything up to this turn is committed: its messages are of no use any more. */
  async acknowledge(turn: number): Promise<void> {
    const done = this.#open.filter((one) => one.turn <= turn);
    if (done.length === 0) return;
    await this.queue.remove(done.map(({ message }) => message));
    this.#open = this.#open.filter((one) => one.turn > turn);
  }

  *#unread<T>(
    reader: ObjectsReader<T>,
    objects: readonly ObjectRef[],
  ): Generator<ObjectRef, void, undefined> {
    const taken = new Set<string>();
    for (const object of objects) {
      const same = `${object.key}\n${object.etag}`;
      if (taken.has(same) || reader.known.of(object) === 'read') continue;
      taken.add(same);
      yield object;
    }
  }

  #named(messages: readonly QueueMessage[]): {
    readonly objects: readonly ObjectRef[];
    readonly rejected: readonly Rejected[];
  } {
    const { bucket, prefix, isWanted, warn } = this.options;
    const objects: ObjectRef[] = [];
    const rejected: Rejected[] = [];
    for (const { body } of messages) {
      const events = objectEvents(body);
      if (events === undefined) {
        const detail = 'A message of the queue is no event of S3.';
        warn(`${detail} It is counted as rejected, and removed.`);
        rejected.push({ reason: 'malformed', detail, raw: body.slice(0, 256) });
        continue;
      }
      for (const { bucket: of, ...object } of events) {
        if (of !== bucket || !object.key.startsWith(prefix) || !isWanted(object.key.slice(prefix.length)))
          continue;
        if (isFolder(object)) continue;
        objects.push(objectRef(object));
        if (object.modified !== undefined) this.#newest = Math.max(this.#newest, object.modified);
      }
    }
    return { objects: objects.sort((a, b) => a.order - b.order), rejected };
  }

  /** Says again and again that what is open is being read. */
  async #renew(signal: AbortSignal): Promise<void> {
    const { clock, warn } = this.options;
    while (!signal.aborted) {
      await clock.sleep(RENEWED, signal);
      const open = this.#open.map(({ message }) => message);
      if (signal.aborted || open.length === 0) continue;
      try {
        await this.queue.hide(open, HIDDEN);
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        warn(
          oneLine(
            `${countOf(open.length, 'message')} may come again, for the queue could not be told that they are being read: ${why}`,
          ),
        );
      }
    }
  }
}

const isFolder = ({ key, bytes }: ListedObject): boolean => bytes === 0 && key.endsWith('/');
