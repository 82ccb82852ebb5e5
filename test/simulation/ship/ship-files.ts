import {
  appendFileSync,
  closeSync,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

/** What programs have written, name by name, and what became of it. */
export class ShipFiles {
  /** What is to be found under each name, or was there last. */
  readonly written = new Map<string, Buffer>();
  /** Of names that are gone; they have not been found in the bucket yet. */
  readonly sought: { readonly name: string; readonly content: Buffer }[] = [];
  #bytes = 0;
  #held: { readonly file: number; isReplaced: boolean } | undefined;

  constructor(readonly place: string) {}

  get names(): readonly string[] {
    return readdirSync(this.place).filter((name) => name !== '.new');
  }

  #at(name: string): string {
    return join(this.place, name);
  }

  #isThere(name: string): boolean {
    return this.names.includes(name);
  }

  /** No two of one length are the same. */
  content(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => 32 + (this.#bytes++ % 89)));
  }

  /** Writes over what is there, as shells do; whoever has it as it was has lost it himself. */
  write(name: string, length: number): void {
    this.look();
    const body = this.content(length);
    writeFileSync(this.#at(name), body);
    this.written.set(name, body);
  }

  /** Puts another file in its place, as editors do. */
  replace(name: string, length: number): void {
    this.look();
    const body = this.content(length);
    if (this.#held !== undefined && this.#isThere(name))
      this.#held.isReplaced ||= lstatSync(this.#at(name)).ino === fstatSync(this.#held.file).ino;
    writeFileSync(this.#at('.new'), body);
    renameSync(this.#at('.new'), this.#at(name));
    this.written.set(name, body);
  }

  append(name: string, length: number): void {
    this.look();
    const before = this.#isThere(name) ? readFileSync(this.#at(name)) : Buffer.alloc(0);
    const more = this.content(length);
    appendFileSync(this.#at(name), more);
    this.written.set(name, Buffer.concat([before, more]));
  }

  truncate(name: string, length: number): void {
    this.look();
    if (!this.#isThere(name)) return;
    truncateSync(this.#at(name), Math.min(length, readFileSync(this.#at(name)).length));
    this.written.set(name, readFileSync(this.#at(name)));
  }

  rename(name: string, to: string): void {
    this.look();
    // Whoever overwrites a file has lost it himself.
    if (to === name || !this.#isThere(name) || this.#isThere(to)) return;
    renameSync(this.#at(name), this.#at(to));
    this.written.set(to, readFileSync(this.#at(to)));
    this.written.delete(name);
  }

  /** Its content says that it is from another time, as copies and archives do. */
  date(name: string, time: number): void {
    if (this.#isThere(name)) utimesSync(this.#at(name), time / 1000, time / 1000);
  }

  /** Opened once, written to again and again. */
  begin(name: string): void {
    this.write(name, 1);
    this.#held = { file: openSync(this.#at(name), 'a'), isReplaced: false };
  }

  /** Whether what is written is in the directory still, under whatever name, or was thrown away by a program. */
  more(length: number): boolean {
    this.look();
    if (this.#held === undefined || this.#held.isReplaced) return true;
    const { file } = this.#held;
    writeSync(file, this.content(length));
    const { ino } = fstatSync(file);
    const name = [...this.written.keys()].find((one) => lstatSync(this.#at(one)).ino === ino);
    if (name !== undefined) this.written.set(name, readFileSync(this.#at(name)));
    return name !== undefined;
  }

  end(): void {
    if (this.#held !== undefined) closeSync(this.#held.file);
    this.#held = undefined;
  }

  /** Notes which names are gone. Names that are not of programs are of the shipper. */
  look(): void {
    const there = new Set(this.names);
    for (const one of this.sought.splice(0)) {
      const { name, content } = one;
      const isBack =
        there.has(name) && !this.written.has(name) && readFileSync(this.#at(name)).equals(content);
      // It was taken for what was sent, and given back.
      if (isBack) this.written.set(name, content);
      else this.sought.push(one);
    }
    const gone = [...this.written]
      .filter(([name]) => !there.has(name))
      .map(([name, content]) => ({ name, content }));
    for (const one of gone) {
      this.written.delete(one.name);
      this.sought.push(one);
    }
  }

  /** Whether any file has it, whatever it is called. */
  has(content: Buffer): boolean {
    return this.names.some((name) => readFileSync(this.#at(name)).equals(content));
  }
}
