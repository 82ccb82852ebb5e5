/** Those that fit, and the others, in their order. */
export const divide = <T>(all: readonly T[], fits: (one: T) => boolean): [T[], T[]] => {
  const [fitting, others]: [T[], T[]] = [[], []];
  for (const one of all) (fits(one) ? fitting : others).push(one);
  return [fitting, others];
};
