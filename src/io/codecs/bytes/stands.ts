/** Whether a text stands at `at`. */
export function stands(bytes: Buffer, text: Uint8Array, at: number, to: number): boolean {
  if (at + text.length > to) return false;
  for (let k = 0; k < text.length; k++) if (bytes[at + k] !== text[k]) return false;
  return true;
}
