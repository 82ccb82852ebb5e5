/**
 * The fields of a row that may hold a number; others are refused where one is asked for. Of rows that nothing is known of
 * (`never`, as in an array of operators) any field.
 */
export type NumberField<R> = keyof R &
  ([R] extends [never]
    ? string
    : { [K in keyof R & string]: MayBeNumber<R[K]> extends true ? K : never }[keyof R & string]);

type MayBeNumber<V> = number extends NonNullable<V> ? true : Extract<V, number> extends never ? false : true;
