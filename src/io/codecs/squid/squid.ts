import type { LineFields } from '../columns/line-fields.js';
import type { Cutter } from '../text-format/cutter.js';
import { field } from '../text-format/field.js';
import { SlotFields } from '../text-format/slot-fields.js';
import { textFormat } from '../text-format/text-format.js';
import { WordsCutter } from '../text-format/words-cutter.js';
import { epochStamps } from '../time/local-stamps.js';

const WORDS = [
  'time',
  'elapsed',
  'remotehost',
  'code/status',
  'bytes',
  'method',
  'URL',
  'rfc931',
  'peer',
  'type',
];
/** Two words are two values each. */
const SLOTS = [...WORDS, 'code', 'status', 'hierarchy_code', 'peerhost'];
const [RESULT, PEER] = [WORDS.indexOf('code/status'), WORDS.indexOf('peer')];
const SLASH = 0x2f;

/**
 * Squid's native access log.
 *
 *     1714564800.123    180 192.0.2.7 TCP_MISS/200 411 GET http://www.example.com/a - HIER_DIRECT/198.51.100.1 text/html
 *
 * The rule is "Squid native access.log format in detail" in Squid's documentation. The time is when the request was over.
 * A path is without its site, which is `vhost`.
 */
export const squid = textFormat({
  name: 'squid',
  summary: "Squid's native access log.",
  slots: SLOTS,
  cutter: () => new SquidCutter(),
  time: { slot: 'time', read: epochStamps },
  requests: true,
  messages: /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d(?: kid\d+)?\| /,
  fields: [
    field.host('host', 'remotehost', 'address of the client'),
    field.text('user', 'rfc931', 'who the request was authenticated as'),
    field.text('method', 'method', 'such as GET or CONNECT'),
    field.target('URL'),
    field.number('status', 'status', 'the code of the answer'),
    field.size('size', 'bytes', 'bytes of the answer'),
    field.milliseconds('duration', 'elapsed', 'how long it took'),
    field.text('result_code', 'code', 'such as TCP_HIT or TCP_MISS'),
    field.text('hierarchy_code', 'hierarchy_code', 'how the server was found, such as HIER_DIRECT'),
    field.host('peer_host', 'peerhost', 'the server or cache that was asked'),
    field.text('content_type', 'type', 'the kind of the answer'),
  ],
});

/** The words of a line, two of which are cut in two. */
class SquidCutter implements Cutter {
  readonly fields = new SlotFields(SLOTS.length);
  readonly #words = new WordsCutter({ least: WORDS.length, fits: hasCodes, problem: PROBLEM });
  readonly problem = PROBLEM;

  cut(bytes: Buffer, from: number, to: number): boolean {
    if (!this.#words.cut(bytes, from, to)) return false;
    const { fields: words } = this.#words;
    this.fields.clear();
    for (let i = 0; i < WORDS.length; i++) this.fields.set(i, words.from[i] as number, words.to[i] as number);
    this.#halve(bytes, RESULT, WORDS.length);
    this.#halve(bytes, PEER, WORDS.length + 2);
    return true;
  }

  #halve(bytes: Buffer, word: number, slot: number): void {
    const slash = slashIn(bytes, this.fields, word);
    this.fields.set(slot, this.fields.from[word] as number, slash);
    this.fields.set(
      slot + 1,
      Math.min(slash + 1, this.fields.to[word] as number),
      this.fields.to[word] as number,
    );
  }
}

const PROBLEM = 'It is not ten words, of which the fourth is such as TCP_MISS/200.';

function hasCodes(bytes: Buffer, words: LineFields): boolean {
  return (
    slashIn(bytes, words, RESULT) + 4 === words.to[RESULT] &&
    slashIn(bytes, words, PEER) < (words.to[PEER] as number)
  );
}

/** Index of the first slash of a word, or its end. */
function slashIn(bytes: Buffer, words: LineFields, word: number): number {
  const to = words.to[word] as number;
  let at = words.from[word] as number;
  while (at < to && bytes[at] !== SLASH) at++;
  return at;
}
