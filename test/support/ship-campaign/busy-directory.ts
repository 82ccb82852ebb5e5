import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

const NAMES = 60;
/** Bytes from which on a file goes in parts, and a little more. */
const LARGE = 8 * 1024 * 1024 + 70_000;

/** It is written for so many times as long as it takes to settle. */
const TIMES = 3;

interface Growing {
  readonly name: string;
  readonly file: number;
  readonly pieces: Buffer[];
  readonly begun: number;
  /** Of the last piece. */
  at: number;
}

/** A directory in which programs write, rename and write over files, all of whose contents are known. */
export class BusyDirectory {
  /** By name, what is in it, or was when it was there last. */
  readonly contents = new Map<string, Buffer>();
  made = 0;
  larges = 0;
  grown = 0;
  #growing: Growing | undefined;

  constructor(
    readonly place: string,
    private readonly random: () => number,
    /** Milliseconds after which a file that is left alone is taken. */
    private readonly settle: number,
  ) {
    mkdirSync(join(place, 'sub'), { recursive: true });
  }

  isThere(name: string): boolean {
    return existsSync(join(this.place, name));
  }

  /** Names of files that were sent, and are being removed. */
  get hidden(): number {
    return this.#hiddenIn('.') + this.#hiddenIn('sub');
  }

  get waiting(): number {
    return [...this.contents.keys()].filter((name) => this.isThere(name)).length;
  }

  /** One of the things that programs do. */
  step(): void {
    this.#grow();
    const what = this.random();
    const name = this.#name();
    if (what < 0.12) this.#write(name);
    else if (what < 0.14) this.#rename(name, this.#name());
    else if (what < 0.17) this.#begin(name);
  }

  /** Puts another file in the place of one, as editors do. */
  replace(name: string): void {
    if (this.isThere(name)) this.#write(name, true);
  }

  /** Nobody has looked since the last step. */
  resume(): void {
    if (this.#growing !== undefined) this.#growing.at = performance.now();
  }

  /** What is written slowly is left as it is, and is nobody's. */
  end(): void {
    if (this.#growing === undefined) return;
    closeSync(this.#growing.file);
    this.contents.delete(this.#growing.name);
    this.#growing = undefined;
  }

  /** What is gone is looked for, once. */
  async check(isShipped: (name: string, content: Buffer) => Promise<boolean>): Promise<readonly string[]> {
    const faults: string[] = [];
    for (const [name, content] of this.contents) {
      if (this.#growing?.name === name || this.isThere(name)) continue;
      if (!(await isShipped(name, content)))
        faults.push(`${name} is gone, and its ${content.length} bytes are nowhere.`);
      this.contents.delete(name);
    }
    return faults;
  }

  #hiddenIn(directory: string): number {
    return readdirSync(join(this.place, directory)).filter((name) => name.startsWith('.tidemark-')).length;
  }

  #name(): string {
    const number = Math.floor(this.random() * NAMES);
    return number % 5 === 0 ? `sub/f${number}` : `f${number}`;
  }

  /** No two are of one length: what is said of a file tells which it is of. */
  #content(): Buffer {
    this.made++;
    const isLarge = this.random() < 0.04;
    if (isLarge) this.larges++;
    const bytes = (isLarge ? LARGE : 0) + this.made;
    return Buffer.alloc(bytes, `${this.made} of what a program has written\n`);
  }

  #write(name: string, over = false): void {
    if (this.#growing?.name === name || (!over && this.isThere(name))) return;
    // One that is gone is looked for before its name is used again.
    if (!this.isThere(name) && this.contents.has(name)) return;
    const content = this.#content();
    const part = join(this.place, dirname(name), '.unfinished');
    writeFileSync(part, content);
    // Written over: it is shipped a moment before that, or it is another one from here on.
    renameSync(part, join(this.place, name));
    this.contents.set(name, content);
  }

  #rename(from: string, to: string): void {
    const content = this.contents.get(from);
    if (content === undefined || from === to || this.#growing?.name === from || this.#growing?.name === to)
      return;
    if (this.contents.has(to) || this.isThere(to) || !this.isThere(from)) return;
    try {
      renameSync(join(this.place, from), join(this.place, to));
    } catch {
      // It is shipped by now.
      return;
    }
    this.contents.delete(from);
    this.contents.set(to, content);
  }

  #begin(name: string): void {
    if (this.#growing !== undefined || this.isThere(name) || this.contents.has(name)) return;
    const file = openSync(join(this.place, name), 'wx');
    this.made++;
    const begun = performance.now();
    this.#growing = { name, file, pieces: [], begun, at: begun };
    this.contents.set(name, Buffer.alloc(0));
  }

  /** A writer that keeps its file open, and goes on writing. */
  #grow(): void {
    const growing = this.#growing;
    if (growing === undefined) return;
    const piece = Buffer.from(`${growing.pieces.length} more\n`);
    writeSync(growing.file, piece);
    growing.pieces.push(piece);
    const now = performance.now();
    const isLate = now - growing.at > this.settle * 0.8;
    growing.at = now;
    if (now - growing.begun < TIMES * this.settle && !isLate) return;
    closeSync(growing.file);
    this.#growing = undefined;
    if (isLate) {
      // This process was not given its time: so long a pause is an end to whoever waits for one.
      this.contents.delete(growing.name);
      return;
    }
    this.grown++;
    const content = Buffer.concat(growing.pieces);
    const more = Buffer.alloc(this.made + 100_000, 'x');
    // Lengths tell them apart.
    if (this.isThere(growing.name)) appendFileSync(join(this.place, growing.name), more);
    this.contents.set(growing.name, Buffer.concat([content, more]));
  }
}
