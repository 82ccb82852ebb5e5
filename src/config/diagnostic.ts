/** The closed list of what can be wrong with a config. */
export type ConfigCode =
  /** The text is no YAML or JSON. */
  | 'syntax'
  /** It is YAML, and means something else than it looks like. */
  | 'yaml-trap'
  | 'duplicate-key'
  | 'unknown-key'
  | 'missing-key'
  | 'wrong-type'
  /** Of the right type, and not one that is allowed. */
  | 'bad-value'
  /** The unit does not fit what is measured. */
  | 'unit'
  /** A stream, measure, sink, format or ready-made pipeline that there is not. */
  | 'unknown-name'
  /** A field that the rows do not have. */
  | 'unknown-field'
  /** A condition, derived field or measure that cannot be read. */
  | 'expression'
  /** A message that names a field that is not there, or a format that there is not. */
  | 'template'
  /** Two settings that exclude each other, or one that needs another. */
  | 'contradiction'
  /** A variable that is not set, or a file that cannot be read. */
  | 'substitution'
  /** Part of the language that this version does not run yet. */
  | 'not-built'
  /** A source or sink that cannot be reached or used as things are. */
  | 'unreachable'
  /** A test of the config did not come out as it says. */
  | 'test-failed';

/** Keys and indices from the top of a document to one of its values. */
export type Path = readonly (string | number)[];

/** Where something stands in a file: lines and columns count from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
  /** Characters to underline, 1 or more. */
  readonly length: number;
}

/** One thing that is wrong with a config, for a person. */
export interface Diagnostic {
  readonly code: ConfigCode;
  readonly severity: 'error' | 'warning';
  /** What is wrong, and what is allowed: whole sentences. */
  readonly message: string;
  /** What to write instead, where that is known. */
  readonly suggestion?: string;
  /** The file, or what stands for it. */
  readonly file: string;
  /** Absent where no place in the file is to blame. */
  readonly place?: Place;
  /** The line itself, where it is of another file than the config that it is said of. */
  readonly line?: string;
}
