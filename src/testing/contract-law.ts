/** One law of a contract, for any test runner; `check` rejects with what is wrong. */
export interface ContractLaw {
  readonly name: string;
  check(): Promise<void>;
}

/** Laws from their names and bodies. */
export const contractLaws = (laws: Readonly<Record<string, () => Promise<void>>>): readonly ContractLaw[] =>
  Object.entries(laws).map(([name, check]) => ({ name, check }));
