/** What is wrong with a name of a field in rows of windows. */
export interface FieldNameFault {
  readonly message: string;
  /** Advice where it is a measure. */
  readonly forMeasure: string;
  /** Advice where it is a field of the rows that come in. */
  readonly forKey: string;
}

/** What every row of a window has, under these names. */
const TAKEN: ReadonlySet<string> = new Set(['start', 'end', 'time', 'partial', 'early', 'windows']);

/** Whether rows of windows can have a field of this name; undefined where nothing is wrong. */
export const fieldNameFault = (name: string): FieldNameFault | undefined => {
  if (TAKEN.has(name))
    return {
      message: `Every window has a field "${name}" of its own already.`,
      forMeasure: 'give it another name',
      forKey: `derive it under another name: derive: { row_${name}: ${name} }`,
    };
  if (/^[A-Za-z_]\w*$/.test(name)) return undefined;
  const plain = name.replace(/[^\w]+/g, '_').replace(/^(?=\d)/, '_');
  return {
    message: `"${name}" is no name for a field: it has letters, digits and _ alone.`,
    forMeasure: `write ${plain}`,
    forKey: `derive it under another name: derive: { ${plain}: \`${name}\` }`,
  };
};
