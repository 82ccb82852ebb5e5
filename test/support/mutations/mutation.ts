/** A config or an input as people get it wrong, or write it otherwise than we do, and what has to come of it. */
export interface Mutation {
  readonly name: string;
  /** The format of the source, as YAML within braces; `jsonl` by default. */
  readonly format?: string;
  readonly lines: readonly string[];
  /** What else the pipeline has, indented by four. */
  readonly pipeline: string;
  /** Rows that must be among the outputs, in part: the right numbers. */
  readonly right?: readonly Readonly<Record<string, unknown>>[];
  /** What must be said, by `check` or while it runs, where the number cannot be right. */
  readonly said?: RegExp;
}

const pad = (n: number): string => String(n).padStart(2, '0');

/** 10:00:00 and so many seconds, on the second of March 2026. */
export const clock = (second: number): string =>
  `${pad(10 + Math.floor(second / 3600))}:${pad(Math.floor(second / 60) % 60)}:${pad(second % 60)}`;

export const iso = (second: number): string => `2026-03-02T${clock(second)}Z`;

/** One line a second, for two minutes. */
export const seconds = (line: (second: number) => string): readonly string[] =>
  Array.from({ length: 120 }, (_, second) => line(second));

export const json = (fields: (second: number) => object): readonly string[] =>
  seconds((second) => JSON.stringify({ time: iso(second), ...fields(second) }));

export const clf = (second: number, tail = '', status = 200): string =>
  `192.0.2.${second % 7} - - [02/Mar/2026:${clock(second)} +0000] "GET /api/x HTTP/1.1" ${status} 100${tail}`;

/** Of the mutation at this place of its table. */
export const pipelineName = (index: number): string => `m${index}`;
