import { appendFileSync, existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';

const START = Date.UTC(2026, 4, 9, 16);
const SECTIONS = ['/api', '/blog', '/static', '/'];

/** A log that is written to without an end, is renamed now and then, and whose lines are counted here, by second. */
export class BusyLog {
  lines = 0;
  rotations = 0;
  readonly hits = new Map<number, number>();
  readonly path: string;
  #second = -1;
  #left = 0;

  constructor(
    directory: string,
    private readonly random: () => number,
  ) {
    this.path = join(directory, 'access.log');
  }

  /** Up to twelve lines. */
  write(): void {
    let text = '';
    for (let n = 1 + Math.floor(this.random() * 12); n > 0; n--) text += this.#line();
    appendFileSync(this.path, text);
  }

  #line(): string {
    if (this.#left === 0) {
      this.#second++;
      // Now busy, now quiet: the alert has something to say.
      this.#left = this.#second % 40 < 20 ? 30 : 12;
    }
    this.#left--;
    this.lines++;
    // Every fifth line is a second late, which the lateness allows.
    const time = START + (this.#second - (this.lines % 5 === 0 && this.#second > 0 ? 1 : 0)) * 1000;
    this.hits.set(time, (this.hits.get(time) ?? 0) + 1);
    const stamp = new Date(time).toUTCString().slice(5, 25).split(' ');
    const [day, month, year, clock] = stamp;
    const section = SECTIONS[this.lines % SECTIONS.length];
    return `10.0.0.1 - - [${day}/${month}/${year}:${clock} +0000] "GET ${section}/${this.lines} HTTP/1.1" 200 ${this.lines % 1000}\n`;
  }

  rotate(): void {
    this.rotations++;
    for (let n = this.rotations; n > 0; n--) {
      const from = n === 1 ? this.path : `${this.path}.${n - 1}`;
      if (existsSync(from)) renameSync(from, `${this.path}.${n}`);
    }
  }

  /** Everything that was ever written, in order. */
  all(): string {
    let text = '';
    for (let n = this.rotations; n > 0; n--) text += readFileSync(`${this.path}.${n}`, 'latin1');
    return text + (existsSync(this.path) ? readFileSync(this.path, 'latin1') : '');
  }
}
