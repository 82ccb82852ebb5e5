const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Whether a JSON text nests arrays and objects deeper than `limit`, judged before it is parsed. */
export function isDeeper(text: string, limit: number): boolean {
  // What is opened is closed.
  if (text.length <= 2 * limit) return false;
  return openings(text, '{', limit) + openings(text, '[', limit) > limit && depth(text) > limit;
}

/** How often a bracket occurs, counted a little beyond `limit`: most texts have too few to be deep. */
function openings(text: string, bracket: string, limit: number): number {
  let count = 0;
  for (let at = text.indexOf(bracket); at !== -1 && count <= limit; at = text.indexOf(bracket, at + 1))
    count++;
  return count;
}

function depth(text: string): number {
  let deepest = 0;
  let open = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (quoted && code === BACKSLASH) i++;
    else if (code === QUOTE) quoted = !quoted;
    else if (!quoted && (code === 0x5b || code === 0x7b)) deepest = Math.max(deepest, ++open);
    else if (!quoted && (code === 0x5d || code === 0x7d)) open--;
  }
  return deepest;
}
