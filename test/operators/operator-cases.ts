import { concat, EMPTY, from, NEVER, type OperatorFunction, of, Subject, take, throwError } from 'rxjs';
import { expect, test } from 'vitest';

/** What the fixed cases need to know of one operator. */
export interface OperatorCases<I, O> {
  readonly operator: OperatorFunction<I, O>;
  /** At least two inputs; every one gives one output or more. */
  readonly inputs: readonly [I, I, ...I[]];
  /** What an output looks like in the expectation. */
  readonly show: (output: O) => unknown;
  /** What the inputs give, one list of shown outputs for each input. */
  readonly outputs: readonly (readonly unknown[])[];
  /** The operator with a callback that throws on the first input. Absent where there is none, or where it is no error. */
  readonly throwing?: OperatorFunction<I, unknown>;
}

interface Heard<O> {
  readonly said: O[];
  ended: boolean;
  error: unknown;
}

/** The cases that every operator is tried in, after the habit of RxJS. */
export function operatorCases<I, O>(cases: OperatorCases<I, O>): void {
  const { operator, inputs, show, outputs, throwing } = cases;
  const listen = <T>(source: ReturnType<typeof from<Iterable<T>>>): Heard<T> => {
    const heard: Heard<T> = { said: [], ended: false, error: undefined };
    source.subscribe({
      next: (one) => heard.said.push(one),
      error: (error: unknown) => {
        heard.error = error;
      },
      complete: () => {
        heard.ended = true;
      },
    });
    return heard;
  };

  test('empty: ends with its source and says nothing', () => {
    expect(listen(EMPTY.pipe(operator))).toEqual({ said: [], ended: true, error: undefined });
  });

  test('never: says nothing and does not end while its source is silent', () => {
    expect(listen(NEVER.pipe(operator))).toEqual({ said: [], ended: false, error: undefined });
  });

  test('one: answers one input at once', () => {
    const { said, ended } = listen(concat(of(inputs[0]), NEVER).pipe(operator));
    expect(said.map(show)).toEqual(outputs[0]);
    expect(ended).toBe(false);
  });

  test('many: answers every input in its turn', () => {
    const source = new Subject<I>();
    const heard = listen(source.pipe(operator));
    inputs.forEach((input, i) => {
      const before = heard.said.length;
      source.next(input);
      expect(heard.said.slice(before).map(show)).toEqual(outputs[i]);
    });
    source.complete();
    expect(heard.ended).toBe(true);
  });

  test('source error: passes it on after what came before', () => {
    const broken = new Error('The source broke.');
    const { said, error } = listen(
      concat(
        of(inputs[0]),
        throwError(() => broken),
      ).pipe(operator),
    );
    expect(said.map(show)).toEqual(outputs[0]);
    expect(error).toBe(broken);
  });

  if (throwing !== undefined) {
    test('callback throws: the error reaches the subscriber, and the source is let go', () => {
      const source = new Subject<I>();
      const heard = listen(source.pipe(throwing));
      source.next(inputs[0]);
      expect(heard.error).toBeInstanceOf(Error);
      expect(heard.said).toEqual([]);
      expect(source.observed).toBe(false);
    });
  }

  test('early unsubscribe: pulls no more than it needs from a source that could go on', () => {
    let pulled = 0;
    let released = false;
    function* source(): Generator<I> {
      try {
        for (const input of inputs) {
          pulled++;
          yield input;
        }
      } finally {
        released = true;
      }
    }
    const { said, ended } = listen(from(source()).pipe(operator, take(1)));
    expect(said).toHaveLength(1);
    expect([pulled, released, ended]).toEqual([1, true, true]);
  });

  test('each subscription has a state of its own', () => {
    const source = new Subject<I>();
    const piped = source.pipe(operator);
    const early = listen(piped);
    source.next(inputs[0]);
    const late = listen(piped);
    for (const input of inputs) source.next(input);
    expect(late.said.map(show)).toEqual(outputs.flat());
    expect(early.said.slice(0, outputs[0]?.length).map(show)).toEqual(outputs[0]);
  });
}
