import {
  closeSync,
  copyFileSync,
  existsSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { gzipSync } from 'node:zlib';

/** Writes lines `n line n` with consecutive numbers to a log, and rotates it in every way there is. Each call is one moment. */
export class LogWriter {
  /** The number of the last line written. */
  written = 0;
  private descriptor: number | undefined;
  private days = 0;
  private links = 0;

  constructor(
    readonly path: string,
    private readonly from = 0,
  ) {
    this.written = from;
  }

  /** The numbers of all lines. */
  get all(): number[] {
    return Array.from({ length: this.written - this.from }, (_, i) => this.from + i + 1);
  }

  write(lines = 1): void {
    const texts = Array.from({ length: lines }, () => `${++this.written} line ${this.written}\n`);
    this.put(texts.join(''));
  }

  put(text: string): void {
    this.descriptor ??= openSync(this.path, 'a');
    writeSync(this.descriptor, text);
  }

  /** Lets go of the file: the next line goes to whatever lies at the path then. */
  reopen(): void {
    if (this.descriptor !== undefined) closeSync(this.descriptor);
    this.descriptor = undefined;
  }

  /** The log becomes `.1`, what was that `.2`, and so on. The writer goes on with the renamed file. */
  shift(): void {
    this.makeRoom();
    if (existsSync(this.path)) renameSync(this.path, `${this.path}.1`);
  }

  /** As `shift`, and deletes all but so many. */
  shiftAndKeep(keep: number): void {
    this.shift();
    rmSync(`${this.path}.${keep + 1}`, { force: true });
  }

  renameByDay(): void {
    renameSync(this.path, `${this.path}-202601${String(++this.days).padStart(2, '0')}`);
  }

  moveTo(path: string): void {
    renameSync(this.path, path);
  }

  moveHere(path: string): void {
    renameSync(path, this.path);
  }

  copyTo(path: string): void {
    copyFileSync(this.path, path);
  }

  create(): void {
    writeFileSync(this.path, '', { flag: 'a' });
  }

  /** As gzip does: the compressed file is there before the plain one goes, and has its time. */
  compress(path: string): void {
    const seconds = Math.floor(statSync(path).mtimeMs) / 1000;
    writeFileSync(`${path}.gz`, gzipSync(readFileSync(path)));
    utimesSync(`${path}.gz`, seconds, seconds);
    rmSync(path);
  }

  /** `between` happens after the copying and before the truncating. */
  copyTruncate(between: () => void = () => undefined): void {
    this.makeRoom();
    copyFileSync(this.path, `${this.path}.1`);
    between();
    this.truncate();
  }

  truncate(): void {
    this.descriptor ??= openSync(this.path, 'a');
    ftruncateSync(this.descriptor, 0);
  }

  delete(): void {
    rmSync(this.path);
  }

  /** The log becomes a link to a new file of its own name and number. */
  swapLink(): void {
    const target = this.path.replace(/(\.\w+)$/, `-${String(++this.links).padStart(6, '0')}$1`);
    writeFileSync(target, '', { flag: 'a' });
    symlinkSync(target, `${this.path}.new`);
    renameSync(`${this.path}.new`, this.path);
    this.reopen();
  }

  private makeRoom(): void {
    const rotated = (n: number) =>
      ['', '.gz'].map((end) => [`${this.path}.${n}${end}`, `${this.path}.${n + 1}${end}`] as const);
    let last = 0;
    while (rotated(last + 1).some(([path]) => existsSync(path))) last++;
    for (let n = last; n > 0; n--) {
      for (const [from, to] of rotated(n)) if (existsSync(from)) renameSync(from, to);
    }
  }
}
