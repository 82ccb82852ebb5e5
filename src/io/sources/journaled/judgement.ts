/** Why a body is not taken, as it is answered. */
export interface Refusal {
  /** Of HTTP. */
  readonly status: number;
  readonly body: string;
  /** Media type of the body. */
  readonly type: string;
}

/** Rows, made when they are asked for or there already. What each is shall be the same however often it is asked for. */
export type Rows<T> = Pick<readonly T[], 'length' | 'at'>;

/** Adds all of them to what there is. */
export const addRows = <T>(rows: T[], more: Rows<T>): void => {
  for (let i = 0; i < more.length; i++) rows.push(more.at(i) as T);
};

/** A body is rows, all of it, or refused. No rows is a body that changes nothing. */
export type Judgement<T> = { readonly rows: Rows<T> } | { readonly refusal: Refusal };

/** Judges one body that is known: its rows are of `time`. */
export type Judge<T> = (time: number) => Judgement<T>;
