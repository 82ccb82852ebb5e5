import { didYouMean } from '../../io/text/did-you-mean.js';
import { TidemarkError } from '../../operators/tidemark-error.js';
import type { ConfigCode, Diagnostic, Path } from '../diagnostic.js';
import { type ConfigDocument, pathKey } from '../document/config-document.js';
import { ExpressionError } from '../expression/expression-error.js';
import type { Parts, RowFields } from '../parts/part.js';
import { usualField } from '../settings/usual-field.js';
import type { SubstituteOptions } from '../substitute.js';
import { rowName } from './field-names.js';

export interface ReportOptions {
  readonly part?: 'key' | 'value';
  /** A range of the value, where it is a text. */
  readonly within?: readonly [number, number] | undefined;
  readonly suggestion?: string | undefined;
  readonly severity?: 'error' | 'warning';
}

/** Formats whose rows may have other fields than are known, of a layout that somebody has laid down all the same. */
const LAID_OUT: ReadonlySet<string> = new Set(['vpc-flow', 'w3c', 'cloudfront']);
/** More names than this are not read by anybody. */
const MOST_NAMES = 24;

const listed = (known: readonly string[]): string => {
  const [only] = known;
  if (only === undefined) return 'There are none.';
  if (known.length === 1) return `There is only ${only}.`;
  const more = known.length > MOST_NAMES ? ` and ${known.length - MOST_NAMES} more` : '';
  return `There are ${known.slice(0, MOST_NAMES).join(', ')}${more}.`;
};

/** What to write for a name that there is not. */
const nearest = (what: string, name: string, known: readonly string[]): string | undefined => {
  // What is called otherwise elsewhere may look like something else here.
  const usual = /field/.test(what) ? usualField(name, known) : undefined;
  if (usual !== undefined) return `write ${usual}`;
  const near = didYouMean(name, known);
  return near === undefined ? undefined : `did you mean "${near}"?`;
};

/** Collects what is wrong while a config is compiled: it goes on, so that all is said at once. */
export class Planner {
  readonly diagnostics: Diagnostic[] = [];
  /** Names of what was left out because something in it is wrong: that they are missing is no second fault. */
  readonly broken = new Set<string>();
  /** Fields that were written otherwise than rows have them: as they were written, and as rows have them. */
  readonly renamed = new Map<string, string>();
  readonly #cut: Path[] = [];

  constructor(
    readonly document: ConfigDocument,
    readonly parts: Parts,
    /** Paths of values that are not known, because nobody has looked: nothing is said of them. */
    readonly unknown: ReadonlySet<string>,
    /** Paths of texts into which something was filled: numbers and flags come as texts there. */
    readonly filled: ReadonlySet<string>,
    /** What is filled in. */
    readonly substituting: SubstituteOptions,
  ) {}

  get failed(): boolean {
    return this.diagnostics.some(({ severity }) => severity === 'error');
  }

  /** Notes that what stands at a path was left out, with all the names in it. */
  leaveOut(path: Path, value: unknown): void {
    this.#cut.push(path);
    const note = (inner: unknown): void => {
      if (typeof inner !== 'object' || inner === null) return;
      for (const [key, below] of Object.entries(inner)) {
        if (!Array.isArray(inner)) this.broken.add(key);
        note(below);
      }
    };
    this.broken.add(String(path.at(-1)));
    note(value);
  }

  /** Whether something at or below a path was left out: then that it is missing is no second fault. */
  isLeftOut(path: Path): boolean {
    return this.#cut.some((cut) => path.every((key, i) => key === cut[i]));
  }

  /** The name that rows have for a field; noted where it is not the one that was written. */
  nameIn(fields: RowFields, written: string): string {
    const name = rowName(fields, written);
    if (name !== written) this.renamed.set(written, name);
    return name;
  }

  report(code: ConfigCode, path: Path, message: string, options: ReportOptions = {}): void {
    // Nothing can be said of what nobody has looked at.
    if (options.part !== 'key' && this.unknown.has(pathKey(path))) return;
    const found = this.document.diagnose(code, path, message, options);
    // One slip that is seen from two sides is said once.
    const isKnown = this.diagnostics.some(
      ({ message: said, place }) =>
        said === found.message && place?.line === found.place?.line && place?.column === found.place?.column,
    );
    if (!isKnown) this.diagnostics.push(found);
  }

  /** A name that there is not, with the one that was probably meant. */
  reportUnknown(
    code: 'unknown-name' | 'unknown-field' | 'template',
    path: Path,
    what: string,
    name: string,
    known: readonly string[],
    options: ReportOptions = {},
  ): void {
    if (this.broken.has(name)) return;
    const near = nearest(what, name, known);
    this.report(code, path, `There is no ${what} "${name}". ${listed(known)}`, {
      ...(near !== undefined && { suggestion: near }),
      ...options,
    });
  }

  /** A field that rows do not have, with what their format calls what was probably meant. */
  reportUnknownField(
    code: 'unknown-name' | 'unknown-field',
    path: Path,
    written: string,
    { known, names = {}, format }: RowFields,
    options: ReportOptions = {},
  ): void {
    const fields = Object.keys(known);
    const renamed = names[`$${written}`];
    const usual =
      renamed !== undefined && Object.hasOwn(known, renamed) ? renamed : usualField(written, fields);
    this.reportUnknown(code, path, 'field', written, fields, {
      ...(usual !== undefined &&
        format !== undefined && { suggestion: `write ${usual}: the format ${format} calls it so` }),
      ...options,
    });
  }

  /** A field that a format with a layout calls otherwise, though its rows may have others than are known. */
  doubtField(path: Path, written: string, fields: RowFields, options: ReportOptions = {}): void {
    const { known, open, format = '' } = fields;
    if (!open || !LAID_OUT.has(format)) return;
    const usual = usualField(written, Object.keys(known));
    if (usual === undefined) return;
    const message = `Rows of the format ${format} hardly have a field "${written}".`;
    const suggestion = `write ${usual}: the format ${format} calls it so`;
    this.report('unknown-field', path, message, { severity: 'warning', suggestion, ...options });
  }

  /** Runs what may object to what the user wrote; undefined where it does. */
  attempt<T>(
    path: Path,
    make: () => T,
    options: ReportOptions & { readonly code?: ConfigCode } = {},
  ): T | undefined {
    try {
      return make();
    } catch (error) {
      if (error instanceof ExpressionError) {
        const { message, start, end, hint } = error;
        const within = options.within ?? ([start, Math.max(end, start + 1)] as const);
        this.report('expression', path, message, { ...options, within, suggestion: hint });
        return undefined;
      }
      if (!(error instanceof TidemarkError)) throw error;
      // An operator's name says nothing to whoever writes configs.
      const said = error.message.replace(/^[a-z]+: (.)/, (_, first: string) => first.toUpperCase());
      this.report(options.code ?? 'contradiction', path, said, options);
      return undefined;
    }
  }
}
