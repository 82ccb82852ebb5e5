/** Fields that have been said; a hostile log makes up as many as it likes. */
const MOST = 100;
const LONGEST = 40;

/** Says once of each field that two values of one line are called so, of which the later is taken. */
export class NameClashes {
  readonly #said = new Set<string>();

  constructor(private readonly warn: (message: string) => void = () => undefined) {}

  /** `key`: what the later one is called in the line. */
  say(name: string, key: string, before: unknown, value: unknown): void {
    if (this.#said.size >= MOST || this.#said.has(name)) return;
    this.#said.add(name);
    const values = `${textOf(before)} and then, as ${JSON.stringify(key)}, ${textOf(value)}`;
    this.warn(
      `A line has the field ${name} twice: ${values}. The later is taken, here and wherever it happens again.`,
    );
  }
}

const textOf = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
};
