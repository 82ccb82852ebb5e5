/** Does something whenever it is asked to, one time after the other. Those who ask while it is being done are one. */
export class OneByOne {
  #asked = false;
  #open = false;
  #working: Promise<void> | undefined;

  /** `work` must not reject. */
  constructor(private readonly work: () => Promise<void>) {}

  /** Nothing is done before `open` or after `close`; who asks before is remembered. */
  ask(): void {
    this.#asked = true;
    this.#begin();
  }

  open(): void {
    this.#open = true;
    this.#begin();
  }

  close(): void {
    this.#open = false;
  }

  /** Resolves when all is done that was asked for; undefined when that is the case already. */
  get working(): Promise<void> | undefined {
    return this.#working;
  }

  #begin(): void {
    if (this.#open && this.#asked) this.#working ??= this.#run();
  }

  async #run(): Promise<void> {
    while (this.#open && this.#asked) {
      this.#asked = false;
      await this.work();
    }
    this.#working = undefined;
  }
}
