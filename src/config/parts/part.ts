import type * as z from 'zod';
import type { Clock } from '../../io/clock.js';
import type { Codec } from '../../io/codecs/codec.js';
import type { Row } from '../../io/codecs/fields/row.js';
import type { UnwrapOptions } from '../../io/codecs/unwrap/unwrap.js';
import type { WrittenFiles } from '../../io/sinks/file/written-files.js';
import type { HttpAnswer } from '../../io/sinks/http/http-poster.js';
import type { PostgresTable } from '../../io/sinks/postgres/postgres-table.js';
import type { Sink } from '../../io/sinks/sink.js';
import type { Source } from '../../io/sources/source.js';
import type { Unit, UnitOf } from '../../io/text/value-text.js';
import type { Operator } from '../../operators/operator.js';
import type { EventTimeOptions } from '../../operators/time/event-time.js';
import type { SettingWords } from '../../pipelines/losses/needed-text.js';
import type { AlertOf } from '../../pipelines/text/alert-words.js';
import type { ConfigCode, Diagnostic, Path } from '../diagnostic.js';
import type { ConfigDocument } from '../document/config-document.js';
import type { ExpressionType } from '../expression/expression-type.js';
import type { FormatTable } from './format-table.js';

/** A field of rows; a level must be in a unit that fits its own. */
export interface FieldInfo {
  readonly type: ExpressionType;
  readonly unit?: Unit;
  /** Set on measures that add up what came in their window: only they can be held against a rate. */
  readonly total?: true;
  /** The field of the rows that it is a measure of. */
  readonly of?: string;
  /** What to write so that its unit is known, where it is not. */
  readonly asks?: string;
  /** Set where it is a part of 1, for all that is known. */
  readonly isPart?: true;
  /** Set on an amount that has been made a class of amounts. */
  readonly isClass?: true;
}

/** The fields that rows have. */
export interface RowFields {
  readonly known: Readonly<Record<string, FieldInfo>>;
  /** Rows may have others besides: a name that is not known is no mistake. */
  readonly open: boolean;
  /** Fields that rows have under another name than the log: that of the log, in snake case or as it is, and that of the rows. */
  readonly names?: Readonly<Record<string, string>>;
  /** The format that they are decoded from, where all of them are of one. */
  readonly format?: string;
}

/** How the config says that times are written. */
export interface TimeSettings {
  readonly field?: string | undefined;
  readonly format?: string | undefined;
  readonly zone?: string | undefined;
  /** Which end of what is logged the times are; absent: what is known of the format. */
  readonly stamp?: StampSetting | undefined;
  /** Whether only HTTP requests are to become rows: no matter of times, but asked of formats in the same breath. */
  readonly requests?: boolean | undefined;
}

/** `start` may say which field tells how long it took, and what a number there counts. */
export type StampSetting =
  | 'start'
  | 'end'
  | { readonly start: string; readonly unit?: 's' | 'ms' | 'us' | 'ns' | undefined };

/** What parts are built with. */
export interface BuildContext {
  readonly clock: Clock;
  /** Told, in a sentence, what whoever runs the program may want to know. */
  readonly warn: (message: string) => void;
  /** Told what is worth knowing and no trouble. */
  readonly inform: (message: string) => void;
  /** Told how far something is that takes long, where somebody looks on. */
  readonly progress?: ((message: string) => void) | undefined;
  /** JSON lines on standard output, where the config does not say. */
  readonly json: boolean;
  readonly colours: boolean;
  /** Zone of times for people. */
  readonly zone: string;
  /** The same for a stream, whose windows may go by the clock of another. */
  readonly zoneOf?: (stream: string) => string;
  /** Units of what goes out, for people. */
  readonly unitOf: UnitOf;
  /** What is known of the alerts that go out, for people. */
  readonly alertOf?: AlertOf;
  /** Whether the pipeline has an alert of that name whose transitions come out of that stream. Absent: nobody knows. */
  readonly hasAlert?: (stream: string, alert: string) => boolean;
  /** The name that the pipeline's rows have for a field, however it is written. */
  readonly nameOf: (written: string) => string;
  /** Where a database keeps the rows of this pipeline, where its ready-made pipeline says that. */
  readonly tables?: readonly PostgresTable[] | undefined;
  /** What a database would keep a field of the rows that go out in. */
  readonly sqlTypeOf: SqlTypeOf;
  /** How whoever runs it writes settings; absent: as in a config. */
  readonly words?: SettingWords | undefined;
  /** Of Tidemark, said to servers that are asked something. */
  readonly version?: string | undefined;
  /** Whether the pipeline remembers: then a last line without an end is left to the next run. */
  readonly remembers: boolean;
  /** Nothing in the world is to be changed: what would be done is said. */
  readonly dry?: boolean | undefined;
  /** Where a source of this pipeline may keep what it was given; undefined where nothing is to be remembered. */
  readonly directory?: string | undefined;
}

/** The type that a column needs for a field, in SQL; undefined where nobody knows. */
export type SqlTypeOf = (field: string) => string | undefined;

export interface SourceContext extends BuildContext {
  readonly time: TimeSettings;
  /** Fields that somebody asks for. */
  readonly fields: readonly string[] | 'all';
  /** How far back following must begin so that windows are right from the start, in milliseconds. */
  readonly history: number;
  readonly parts: Parts;
  /** The name of the pipeline. */
  readonly pipeline: string;
  /** Takes what is to be told of other settings while the source is read; see `lasting`. */
  readonly onExchange?: ((take: (settings: never) => void) => void) | undefined;
}

export interface SinkContext extends BuildContext {
  /** What the config calls it; undefined for one that is written out where it is used. */
  readonly name: string | undefined;
  /** Told of every answer that it is given, without what nobody may read. */
  readonly onAnswer?: (answer: HttpAnswer) => void;
}

export type Say = (message: string) => void;

/** A codec, as `format` names it. */
export interface FormatPart<S = unknown> {
  readonly name: string;
  /** What lines it reads, in a few words for the reference. */
  readonly summary: string;
  /** What stands under its name in a map; absent where it has no settings. */
  readonly settings?: z.ZodType;
  fields(settings: S): RowFields;
  /** Whether `time.field` may name the field that holds the time; otherwise the format knows it. */
  readonly takesTime: boolean;
  /** `inform` and `warn` are told, in a sentence, what whoever runs it may want to know; `words` has how they write settings. */
  codec(
    settings: S,
    time: TimeSettings,
    inform: Say,
    warn: Say,
    around: UnwrapOptions,
    words?: SettingWords,
  ): Codec<Row>;
  /** Present where rows may have more than the lines say: out of a table, if the settings name one. */
  table?(settings: S): FormatTable | undefined;
  /** Its codec takes what stands around the lines into account by itself. */
  readonly unwraps?: true;
}

/** What a source that answers questions about its rows has to have in the pipeline that reads it. */
export interface ServedStreams {
  /** Streams of its own, over everything that it gives; they emit nothing. */
  readonly streams: readonly {
    readonly name: string;
    readonly operators: readonly Operator<never, unknown>[];
  }[];
  /** What its rows go through before anybody else has them. */
  readonly rows: readonly Operator<never, unknown>[];
}

/** What settings are checked with that a schema alone cannot check: what is wrong is said at its place. */
export interface SettingChecks {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Files that are not there are no fault. */
  readonly offline: boolean;
  /** Says what is wrong with what stands at a path below the settings; a last sentence "Write …." is what to write instead. */
  report(path: Path, message: string, code?: ConfigCode): void;
  /** What a schema makes of a value at such a path; undefined where it objects, which is reported. */
  parse<S extends z.ZodType>(path: Path, schema: S, value: unknown): z.output<S> | undefined;
  /** The same for a file that the settings name, its variables filled in: `report` says its line. */
  within<T>(file: NamedFile, read: (value: unknown, checks: SettingChecks) => T): T;
}

/** A file that settings name, as it was parsed. */
export interface NamedFile {
  /** Without the places of what is in it, where those take long to find: for the case that nothing is wrong. */
  readonly quick?: ConfigDocument | undefined;
  exact(): { readonly document: ConfigDocument; readonly diagnostics: readonly Diagnostic[] };
}

/** A source, as the first key of its map names it. */
export interface SourcePart<S = unknown> {
  readonly name: string;
  readonly settings: z.ZodType;
  /** What can be said against the settings without touching the world: pairs of a key and a sentence. */
  objections?(settings: S): readonly (readonly [key: string, message: string])[];
  /** Adds to the settings what files that they name hold, and says what is wrong with that. */
  expand?(settings: S, checks: SettingChecks): unknown;
  fields(settings: S, parts: Parts): RowFields;
  /**
   * What tells it from the other sources of a pipeline: one of these is the same in every run, however its settings are
   * written. Default: the settings.
   */
  identities?(settings: S): readonly string[];
  /** Whether it would read a file that an output writes. */
  reads?(settings: S, written: WrittenFiles): boolean;
  /** Whether it goes on waiting for rows at its end, and its silence is time. Absent: it does not. */
  follows?(settings: S): boolean;
  /** The format that its rows are decoded from, where it has one. */
  format?(settings: S): unknown;
  /** What stands around the lines that it reads, where it reads any. */
  around?(settings: S): UnwrapOptions;
  /** How the times of its rows become a watermark, as far as the config does not say. */
  readonly time?: EventTimeOptions;
  /** Present on a source that answers questions about its rows. */
  serves?(settings: S): ServedStreams;
  /**
   * Present where other settings can be taken over while it is read: what cannot, as data. Where that is the same, the source
   * goes on, and is told of the settings through `onExchange` of its context.
   */
  lasting?(settings: S): unknown;
  build(settings: S, context: SourceContext): Source<Row>;
  /** Looks whether it could be read as things are; answers with what stands in the way. */
  probe?(settings: S): Promise<string | undefined>;
}

/** The ranges of a text in the settings of a part that came from variables and files. */
export type OutsideAt = (
  path: readonly (string | number)[],
  text: string,
) => readonly (readonly [number, number])[];

/** A `{field}` in the settings of a sink. */
export interface Slot {
  /** The setting that it stands in, within those of the sink. */
  readonly path: readonly (string | number)[];
  readonly field: string;
  readonly within: readonly [start: number, end: number];
  /** Whether a field of the rows takes its place; elsewhere braces stand for themselves. */
  readonly isTemplate: boolean;
}

/** A sink, as the first key of its map names it. */
export interface SinkPart<S = unknown> {
  readonly name: string;
  /** That of the sinks that it builds. */
  readonly guarantee: Sink['guarantee'];
  /** As of the sinks that it builds: each delivery may be left out, though it is written exactly once. */
  readonly independent?: true;
  /** Made by `sinkSetting`, which adds what every output has. */
  readonly settings: z.ZodType;
  /** What can be said against the settings without touching the world: pairs of a key and a sentence. */
  objections?(settings: S): readonly (readonly [key: string, message: string])[];
  /** The same for what depends on the pipeline that it is an output of, and on the tables of its ready-made pipeline. */
  objectionsIn?(
    settings: S,
    tables: readonly PostgresTable[] | undefined,
  ): readonly (readonly [key: string, message: string])[];
  /** The same for what runs all the same, and is hardly meant: with what to write instead. */
  doubts?(settings: S): readonly (readonly [key: string, message: string, suggestion: string])[];
  /** Whether it sends transitions of alerts alone, and leaves out other rows. */
  readonly onlyAlerts?: true;
  /** The settings with their templates read; of a text at a path within them it is told what came from outside, and is none. */
  readTemplates?(settings: S, outsideAt: OutsideAt): unknown;
  /** The fields that its texts name; what cannot be read is left out. */
  slots?(settings: S): readonly Slot[];
  /** What no two pipelines may both have, such as a file that is written. */
  claims?(settings: S): string | undefined;
  /** The files that it writes. */
  writes?(settings: S): WrittenFiles;
  build(settings: S, context: SinkContext): Sink;
  /** Looks whether it could be written as things are; answers with what stands in the way. */
  probe?(
    settings: S,
    context: Pick<SinkContext, 'tables' | 'nameOf' | 'sqlTypeOf'>,
  ): Promise<string | undefined>;
}

/** A ready-made pipeline, as `use` names it. */
export interface UsePart {
  readonly name: string;
  /** The pipeline as somebody could have written it. */
  readonly tree: Readonly<Record<string, unknown>>;
  /** The same where it depends on what stands over it; whatever that is, it throws nothing. */
  treeFor?(given: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>;
  /** Where a database keeps its rows. */
  readonly tables?: readonly PostgresTable[];
  /** The source that belongs to it, where its settings have no key of their own that says which it is. */
  readonly source?: SourcePart<never>;
}

/** Everything that a config can be made of: one list for each kind. */
export interface Parts {
  readonly sources: readonly SourcePart<never>[];
  readonly sinks: readonly SinkPart<never>[];
  readonly formats: readonly FormatPart<never>[];
  readonly uses: readonly UsePart[];
  /** Names of what is part of the language and does not run yet. */
  readonly planned: {
    readonly sources: readonly string[];
    readonly sinks: readonly string[];
    readonly uses: readonly string[];
  };
}
