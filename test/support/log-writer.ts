import {
  closeSync,
  copyFileSync,
  existsSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
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

  /** `.1` becomes `.2` and so on, the log `.1`. The writer goes on with the renamed file. */
  shift(keep = 99): void {
    for (let n = keep; n > 0; n--) {
      for (const end of n === 1 ? [''] : ['', '.gz']) {
        const from = n === 1 ? this.path : `${this.path}.${n - 1}`;
        if (existsSync(from + end)) renameSync(from + end, `${this.path}.${n}${end}`);
      }
    }
  }

  renameTo(suffix: string): void {
    renameSync(this.path, this.path + suffix);
  }

  renameByDay(): void {
    this.renameTo(`-202601${String(++this.days).padStart(2, '0')}`);
  }

  create(): void {
    writeFileSync(this.path, '', { flag: 'a' });
  }

  /** As gzip does: the compressed file is there before the plain one goes. */
  compress(path: string): void {
    writeFileSync(`${path}.gz`, gzipSync(readFileSync(path)));
    rmSync(path);
  }

  /** `between` happens after the copying and before the truncating. */
  copyTruncate(between: () => void = () => undefined): void {
    for (let n = 99; n > 1; n--) {
      if (existsSync(`${this.path}.${n - 1}`)) renameSync(`${this.path}.${n - 1}`, `${this.path}.${n}`);
    }
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
}
