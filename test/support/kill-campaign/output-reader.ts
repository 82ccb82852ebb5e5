import { existsSync, readFileSync, statSync } from 'node:fs';

/** Somebody who reads an output file as it is written: it grows, and what was read once stays as it is. */
export class OutputReader {
  /** How often it was seen to have grown. */
  growths = 0;
  /** What was wrong with it, in words. */
  readonly faults: string[] = [];
  #size = 0;
  #text = '';

  constructor(private readonly path: string) {}

  /** The rows as they are written, of those that are complete. */
  get lines(): readonly string[] {
    return this.#text.split('\n').slice(0, -1);
  }

  /** Looks at its size. */
  look(): void {
    const size = existsSync(this.path) ? statSync(this.path).size : 0;
    if (size > this.#size) this.growths++;
    if (size < this.#size) this.faults.push(`The output has ${size} bytes and had ${this.#size}.`);
    this.#size = size;
  }

  /** Reads all of it, to be called when nobody writes. */
  read(): void {
    this.look();
    const text = existsSync(this.path) ? readFileSync(this.path, 'utf8') : '';
    if (!text.startsWith(this.#text)) this.faults.push('What was in the output has changed.');
    this.#text = text;
    const ids = this.lines.map((line) => String((JSON.parse(line) as { readonly id: unknown }).id));
    const twice = ids.length - new Set(ids).size;
    if (twice > 0) this.faults.push(`${twice} rows are there twice.`);
  }
}
