/** What can be closed for a while and opened again. */
export interface Parkable {
  park(): Promise<void>;
}

/** Keeps no more than so many files open at once: the one that was used longest ago is closed for another. */
export class Handles {
  private readonly open = new Set<Parkable>();

  constructor(private readonly most: number) {}

  /** Says that it is open and in use. */
  async use(file: Parkable): Promise<void> {
    this.open.delete(file);
    this.open.add(file);
    if (this.open.size <= this.most) return;
    const [oldest] = this.open;
    await oldest?.park();
  }

  /** Says that it is closed. */
  forget(file: Parkable): void {
    this.open.delete(file);
  }
}
