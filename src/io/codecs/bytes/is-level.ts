const LEVEL = /^(?:trace|debug|info|notice|warn|warning|err|error|crit|critical|fatal|panic|alert|emerg)$/i;
const LONGEST = 8;

/** Whether a word is that of a level: looked up only where it has as many letters as one and nothing else. */
export function isLevel(bytes: Buffer, from: number, to: number): boolean {
  if (to - from > LONGEST) return false;
  for (let i = from; i < to; i++) if ((bytes[i] as number) < 0x41) return false;
  return LEVEL.test(bytes.toString('latin1', from, to));
}
