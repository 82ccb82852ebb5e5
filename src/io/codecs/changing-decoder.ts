import type { Decoded, Decoder } from './codec.js';

/**
 * A decoder that changes what another gives, and is in all else as that. Whoever cuts lines otherwise has to ask the inner one.
 */
export class ChangingDecoder<T> implements Decoder<T> {
  constructor(
    private readonly inner: Decoder<T>,
    private readonly change: (decoded: Decoded<T>) => Decoded<T>,
  ) {}

  get pending(): number {
    return this.inner.pending;
  }

  get lines(): number {
    return this.inner.lines;
  }

  get holds(): boolean {
    return this.inner.holds === true;
  }

  decode(bytes: Buffer): Decoded<T> {
    return this.change(this.inner.decode(bytes));
  }

  settle(quiet: number): Decoded<T> | undefined {
    const settled = this.inner.settle?.(quiet);
    return settled && this.change(settled);
  }

  end(): Decoded<T> {
    return this.change(this.inner.end());
  }

  save(): unknown {
    return this.inner.save();
  }
}
