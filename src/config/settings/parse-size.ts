const POWERS = new Map([
  ['', 0],
  ['k', 1],
  ['m', 2],
  ['g', 3],
  ['t', 4],
  ['p', 5],
  ['e', 6],
]);

/** Reads `64MiB` (1,024s) or `64MB` (1,000s), `512B`; undefined for what is no size. In bytes, whole. */
export const parseSize = (text: string): number | undefined => {
  const [, digits, prefix = '', binary] = /^(\d+(?:\.\d+)?)\s*([kmgtpe]?)(i?)b$/i.exec(text.trim()) ?? [];
  const power = POWERS.get(prefix.toLowerCase());
  if (digits === undefined || power === undefined || (binary !== '' && power === 0)) return undefined;
  const bytes = Number(digits) * (binary === '' ? 1000 : 1024) ** power;
  return Math.round(bytes);
};
