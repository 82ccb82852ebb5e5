import { type Evidence, evidenceOf } from '../../io/codecs/auto/evidence.js';
import { lineText } from '../../io/codecs/auto/line-text.js';

/** So much of a rejected line is kept. */
const RAW_BYTES = 256;
const DOCKER = '{"log":"';
/** What ends a line that is cut off within a request, or within a request that is quoted in another text. */
const ENDINGS = ['"', '" 200 0', '" 200 0 "-" "-"'];

/** What a line tells that was rejected, of which the first bytes are kept, one character a byte; undefined where it is of no format. */
export const knownFormat = (raw: string): Evidence | undefined => {
  const bytes = Buffer.from(raw, 'latin1');
  const line = lineText(bytes, 0, bytes.length);
  const isCut = raw.length >= RAW_BYTES;
  if (isCut && line.startsWith(DOCKER)) {
    return ofBeginning(line.slice(DOCKER.length).replaceAll('\\"', '"'));
  }
  return isCut ? ofBeginning(line) : evidenceOf(line);
};

/** Of a line whose end is missing. */
function ofBeginning(line: string): Evidence | undefined {
  // An object that is cut off is no JSON, and may look like something else.
  if (/^\s*\{\s*"/.test(line)) return evidenceOf('{"a":1}');
  const begun = evidenceOf(line);
  if (begun !== undefined && begun.format.fits !== 'last') return begun;
  for (const ending of ENDINGS) {
    const found = evidenceOf(line + ending);
    if (found !== undefined && found.format.fits === undefined) return found;
  }
  return begun;
}
