import { isPlainKey, plainScalar } from './plain-scalar.js';

/** `key:`, and behind it nothing or a blank and the value. */
const ENTRY = /^([A-Za-z][\w-]*):(?: +(.*))?$/;

/** Other characters than these are for a real reader of YAML. */
const OTHER = /[^\n\r -~]|\r(?!\n)/;

/** That it is for a real reader of YAML. */
class NotPlain extends Error {}

/**
 * The items of a list in YAML as programs write it: texts and numbers of one line, maps and lists of such. Undefined where there is
 * anything else: what is read here means the same to every reader of YAML, and takes a twentieth of the time.
 */
export const plainItems = (piece: string): readonly unknown[] | undefined => {
  if (OTHER.test(piece)) return undefined;
  const lines: Line[] = [];
  for (const line of piece.split('\n')) {
    const text = line.trim();
    if (text !== '') lines.push({ text, indent: line.search(/[^ ]/) });
  }
  try {
    const reader = new PlainReader(lines);
    const list = reader.list();
    return reader.isDone && list.length > 0 ? list : undefined;
  } catch (error) {
    if (error instanceof NotPlain) return undefined;
    throw error;
  }
};

interface Line {
  readonly text: string;
  readonly indent: number;
}

class PlainReader {
  #at = 0;

  constructor(private readonly lines: Line[]) {}

  get isDone(): boolean {
    return this.#at === this.lines.length;
  }

  /** The list whose first item is next. */
  list(): readonly unknown[] {
    const items: unknown[] = [];
    const indent = this.#next?.indent;
    for (let line = this.#next; line?.indent === indent && line?.text.startsWith('- '); line = this.#next) {
      const text = line.text.slice(2).trimStart();
      if (ENTRY.test(text)) {
        // What stands behind the dash is the first line of a map, where it stands.
        this.lines[this.#at] = { text, indent: line.indent + line.text.length - text.length };
        items.push(this.#map());
      } else {
        this.#at++;
        items.push(this.#scalar(text, line.indent));
      }
    }
    return items;
  }

  #map(): Readonly<Record<string, unknown>> {
    const map: Record<string, unknown> = {};
    const indent = this.#next?.indent ?? 0;
    for (let line = this.#next; line?.indent === indent; line = this.#next) {
      const [, key = '', value = ''] = ENTRY.exec(line.text) ?? [];
      if (key === '' || key in map || !isPlainKey(key)) throw new NotPlain();
      this.#at++;
      map[key] = value === '' ? this.#block(indent) : this.#scalar(value, indent);
    }
    return map;
  }

  /** What stands below its key: a list may stand as far left as that. */
  #block(indent: number): unknown {
    const line = this.#next;
    if (line === undefined) throw new NotPlain();
    const isList = line.text.startsWith('- ');
    if (line.indent < indent || (line.indent === indent && !isList)) throw new NotPlain();
    return isList ? this.list() : this.#map();
  }

  /** A line further to the right would go on with it. */
  #scalar(text: string, indent: number): unknown {
    const value = plainScalar(text);
    if (value === undefined || (this.#next?.indent ?? 0) > indent) throw new NotPlain();
    return value;
  }

  get #next(): Line | undefined {
    return this.lines[this.#at];
  }
}
