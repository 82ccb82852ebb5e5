import { TidemarkError } from '../../../operators/tidemark-error.js';
import type { ConfigCode, Diagnostic, Path } from '../diagnostic.js';
import { didYouMean } from '../did-you-mean.js';
import type { ConfigDocument } from '../document/config-document.js';
import { ExpressionError } from '../expression/expression-error.js';
import type { Parts } from '../parts/part.js';

export interface ReportOptions {
  readonly part?: 'key' | 'value';
  /** A range of the value, where it is a text. */
  readonly within?: readonly [number, number] | undefined;
  readonly suggestion?: string | undefined;
  readonly severity?: 'error' | 'warning';
}

/** Collects what is wrong while a config is compiled: it goes on, so that all is said at once. */
export class Planner {
  readonly diagnostics: Diagnostic[] = [];
  /** Names of what was cut out because something in it is wrong: that they are missing is no second fault. */
  readonly broken = new Set<string>();

  constructor(
    readonly document: ConfigDocument,
    readonly parts: Parts,
    /** Paths of values that are not known, because nobody has looked: nothing is said of them. */
    readonly unknown: ReadonlySet<string> = new Set(),
  ) {}

  get failed(): boolean {
    return this.diagnostics.some(({ severity }) => severity === 'error');
  }

  report(code: ConfigCode, path: Path, message: string, options: ReportOptions = {}): void {
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
    const near = didYouMean(name, known);
    const list = known.length === 0 ? 'There are none.' : `There are ${known.join(', ')}.`;
    this.report(code, path, `There is no ${what} "${name}". ${list}`, {
      ...options,
      ...(near !== undefined && { suggestion: `did you mean "${near}"?` }),
    });
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
      this.report(options.code ?? 'contradiction', path, error.message, options);
      return undefined;
    }
  }
}
