import { existsSync, readFileSync, statSync } from 'node:fs';

/** Somebody who reads an output file as it is written: it grows, and what was read once stays as it is. */
export class OutputReader {
  /** How often it was seen to have grown. */
  growths = 0;
  /** What was wrong with it, in words. */
  readonly faults: string[] = [];
  /** The rows as they are written, of those that are complete. */
  readonly lines: string[] = [];
  readonly #ids = new Set<string>();
  #size = 0;
  #bytes = Buffer.alloc(0);
  /** Of them, those of complete rows. */
  #complete = 0;

  constructor(private readonly path: string) {}

  /** Looks at its size. */
  look(): void {
    const size = existsSync(this.path) ? statSync(this.path).size : 0;
    if (size > this.#size) this.growths++;
    if (size < this.#size) this.faults.push(`The output has ${size} bytes and had ${this.#size}.`);
    this.#size = size;
  }

  /** Reads all of it, to be called when nobody writes. Only what is new is parsed: the end of a long campaign costs what its beginning did. */
  read(): void {
    this.look();
    const bytes = existsSync(this.path) ? readFileSync(this.path) : Buffer.alloc(0);
    if (!bytes.subarray(0, this.#bytes.length).equals(this.#bytes))
      this.faults.push('What was in the output has changed.');
    this.#bytes = bytes;
    const end = bytes.lastIndexOf('\n') + 1;
    const added = bytes.toString('utf8', this.#complete, end).split('\n').slice(0, -1);
    this.#complete = end;
    let twice = 0;
    for (const line of added) {
      const id = String((JSON.parse(line) as { readonly id: unknown }).id);
      if (this.#ids.has(id)) twice++;
      this.#ids.add(id);
      this.lines.push(line);
    }
    if (twice > 0) this.faults.push(`${twice} rows are there twice.`);
  }
}
