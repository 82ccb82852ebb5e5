interface Waiting {
  readonly bytes: number;
  readonly begin: () => void;
}

/** Bytes that uploads hold in memory at once. Whoever comes first is served first, so that a large piece has its turn. */
export class ByteBudget {
  #taken = 0;
  #waiting: Waiting[] = [];

  constructor(private readonly size: number) {}

  /** Does something that holds so many bytes, when there is room; however many, where nothing else is held. */
  async hold<R>(bytes: number, work: () => Promise<R>): Promise<R> {
    if (this.#waiting.length > 0 || !this.#fits(bytes))
      await new Promise<void>((begin) => this.#waiting.push({ bytes, begin }));
    else this.#taken += bytes;
    try {
      return await work();
    } finally {
      this.#taken -= bytes;
      this.#serve();
    }
  }

  #fits(bytes: number): boolean {
    return this.#taken === 0 || this.#taken + bytes <= this.size;
  }

  #serve(): void {
    for (
      let first = this.#waiting[0];
      first !== undefined && this.#fits(first.bytes);
      first = this.#waiting[0]
    ) {
      this.#waiting.shift();
      this.#taken += first.bytes;
      first.begin();
    }
  }
}
