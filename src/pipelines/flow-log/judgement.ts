/** What a body that is not taken is answered with. */
export interface Refusal {
  readonly status: number;
  readonly body: string;
  readonly type: string;
}

export type Judgement<T> = { readonly rows: readonly T[] } | { readonly refusal: Refusal };
