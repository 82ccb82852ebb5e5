/** Why a body is not taken, as it is answered. */
export interface Refusal {
  /** Of HTTP. */
  readonly status: number;
  readonly body: string;
  /** Media type of the body. */
  readonly type: string;
}

/** A body is rows, all of it, or refused. No rows is a body that changes nothing. */
export type Judgement<T> = { readonly rows: readonly T[] } | { readonly refusal: Refusal };

/** Judges one body that is known: its rows are of `time`. */
export type Judge<T> = (time: number) => Judgement<T>;
