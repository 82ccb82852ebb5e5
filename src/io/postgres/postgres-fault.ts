/**
 * What an error of PostgreSQL, or of the way to it, means for what was sent:
 *
 * - `again`: nothing is wrong with it; the server is full, busy, starting, gone. Send the same again.
 * - `read-only`: the same, and every connection leads to a server that may no longer write. Connect anew.
 * - `no-partition`: the table has no partition for a row. A partition is made, and the same is sent again.
 * - `setup`: a table, column, right or login is missing or other than was thought. A person mends it, and the same is sent again.
 * - `row`: one row, or some, will never be taken; the others will.
 */
export type PostgresFaultKind = 'again' | 'read-only' | 'no-partition' | 'setup' | 'row';

export interface PostgresFault {
  readonly kind: PostgresFaultKind;
  /** The SQLSTATE, or the code of Node where no server has answered; empty where there is none. */
  readonly code: string;
  /** In the server's words, on one line: without values of rows, which are in its detail. */
  readonly message: string;
  readonly constraint: string | undefined;
  readonly table: string | undefined;
  readonly column: string | undefined;
}

/** By whole code, before the class. */
const BY_CODE: Readonly<Record<string, PostgresFaultKind>> = {
  '25006': 'read-only',
  // Behind PgBouncer, or after the server was exchanged: a session is another one than was thought.
  '26000': 'again',
  '42P05': 'again',
  '54001': 'again',
  '54011': 'setup',
  '54023': 'setup',
  '55P03': 'again',
  '55006': 'again',
  // A trigger or a function of the user has refused something.
  P0001: 'row',
  P0004: 'row',
};

/** By the first two characters; whatever is in neither is something a person looks at. */
const BY_CLASS: Readonly<Record<string, PostgresFaultKind>> = {
  '08': 'again',
  '22': 'row',
  '23': 'row',
  '25': 'again',
  '40': 'again',
  '44': 'row',
  '53': 'again',
  '54': 'row',
  '57': 'again',
  '58': 'again',
  F0: 'again',
  XX: 'again',
};

/** Judges whatever a connection, or the opening of one, has rejected with. */
export const postgresFault = (error: unknown): PostgresFault => {
  const said = error instanceof Error ? error : new Error(String(error));
  const text = (name: string): string | undefined => {
    const value: unknown = Object.entries(said).find(([key]) => key === name)?.[1];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const code = text('code') ?? '';
  const constraint = text('constraint');
  return {
    kind: kindOf(code, constraint),
    code,
    message: oneLine(said.message === '' ? code : said.message),
    constraint,
    table: text('table'),
    column: text('column'),
  };
};

/** Whether a server has said this, and not the way to it. */
export const isSqlState = (code: string): boolean => /^[0-9A-Z]{5}$/.test(code) && !/^E[A-Z]{4}$/.test(code);

const kindOf = (code: string, constraint: string | undefined): PostgresFaultKind => {
  if (!isSqlState(code)) return 'again';
  // A CHECK has a name; that no partition takes a row has none.
  if (code === '23514' && constraint === undefined) return 'no-partition';
  return BY_CODE[code] ?? BY_CLASS[code.slice(0, 2)] ?? 'setup';
};

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
