import { parsedUrl } from '../io/net/parsed-url.js';
import { decoded } from '../io/text/decoded.js';
import { oneLine, printableLines } from '../io/text/one-line.js';
import type { Diagnostic } from './diagnostic.js';

/** Too short to be taken out of texts: it would tear words apart. */
const SHORTEST = 4;
/** What a variable with such a name holds is a secret, however short. */
const TELLING = /pass|secret|token|key|url|auth|cred|dsn|hook/i;
/** What other variables hold (ports, names of hosts and directories) is kept out of texts from this length on. */
const LONG = 12;
const HIDDEN = '[redacted]';

/** Knows the values that came from outside the config, and keeps them out of everything that is shown. */
export class Secrets {
  readonly #values = new Set<string>();

  /** Notes what a variable or file held. */
  add(name: string, value: string): void {
    if (value.length >= LONG || (TELLING.test(name) && value.length >= SHORTEST)) this.#hide(value);
    // Errors of drivers name parts of an address.
    for (const part of passwordsIn(value)) if (part.length >= SHORTEST) this.#hide(part);
  }

  #hide(value: string): void {
    // A line break or a tab may have been made harmless before it is looked for.
    for (const written of [value, oneLine(value), printableLines(value)]) this.#values.add(written);
  }

  /** The same text, without any of them. */
  redact(text: string): string {
    let shown = text;
    // The longest first: one may be a part of another.
    for (const value of [...this.#values].sort((a, b) => b.length - a.length)) {
      if (shown.includes(value)) shown = shown.replaceAll(value, HIDDEN);
    }
    return shown.replace(/(\b[a-z][a-z\d+.-]*:\/\/[^\s/:@]*):[^\s/@]+@/gi, `$1:${HIDDEN}@`);
  }

  /** The same diagnostic, without any of them; texts that programs read are written from it. */
  redactDiagnostic(diagnostic: Diagnostic): Diagnostic {
    const { message, suggestion, line } = diagnostic;
    return {
      ...diagnostic,
      message: this.redact(message),
      ...(line !== undefined && { line: this.redact(line) }),
      ...(suggestion !== undefined && { suggestion: this.redact(suggestion) }),
    };
  }
}

function passwordsIn(value: string): readonly string[] {
  const url = /^[a-z][a-z\d+.-]*:\/\//i.test(value) ? parsedUrl(value) : undefined;
  if (url === undefined) return [];
  const { password, pathname, search } = url;
  // The path of a webhook is what nobody else may know.
  return [password, decoded(password), pathname.length > 8 ? pathname : '', search.length > 8 ? search : ''];
}
