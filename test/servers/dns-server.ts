import { createSocket } from 'node:dgram';
import type { AddressInfo } from 'node:net';
import packet, { type Answer, type RecordType } from 'dns-packet';

export interface DnsQuestion {
  /** Lower case. */
  readonly name: string;
  readonly type: RecordType;
}

/** What a question is answered with; a code (`SERVFAIL`) instead of answers; undefined: nothing, ever. */
export type DnsReply =
  | { readonly answers: readonly Answer[] }
  | { readonly code: 'NXDOMAIN' | 'SERVFAIL' | 'REFUSED' | 'FORMERR' | 'NOTIMP' }
  /** Bytes that are no answer. */
  | 'garbage'
  | undefined;

export interface DnsServerOptions {
  readonly reply: (question: DnsQuestion) => DnsReply;
  /** Milliseconds before each answer; 0 by default. */
  readonly delay?: number | ((question: DnsQuestion) => number);
  /** Any free one by default. */
  readonly port?: number;
}

export interface DnsServer {
  /** As a setting `resolver` takes it: `127.0.0.1:5353`. */
  readonly address: string;
  readonly port: number;
  /** All that was asked, in order. */
  readonly questions: readonly DnsQuestion[];
  /** How often this was asked for. */
  count(name: string, type?: RecordType): number;
  close(): Promise<void>;
}

const CODES = { NXDOMAIN: 3, SERVFAIL: 2, REFUSED: 5, FORMERR: 1, NOTIMP: 4 } as const;
/** Recursion is available. */
const AVAILABLE = 0x80;

/** A name server over UDP on loopback. Whoever starts it closes it. */
export const dnsServer = async ({ reply, delay = 0, port = 0 }: DnsServerOptions): Promise<DnsServer> => {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 4 * 1024 * 1024 });
  const questions: DnsQuestion[] = [];
  const timers = new Set<NodeJS.Timeout>();

  socket.on('message', (message, from) => {
    const { id, questions: asked = [] } = packet.decode(message);
    const [first] = asked;
    if (first === undefined) return;
    const question = { name: first.name.toLowerCase(), type: first.type };
    questions.push(question);
    const said = reply(question);
    if (said === undefined) return;
    const bytes =
      said === 'garbage'
        ? Buffer.from([message[0] ?? 0, message[1] ?? 0, 0x81, 0x80, 0xff, 0xff, 0xff])
        : packet.encode({
            type: 'response',
            ...(id === undefined ? {} : { id }),
            flags: packet.RECURSION_DESIRED | AVAILABLE | ('code' in said ? CODES[said.code] : 0),
            questions: [first],
            answers: 'code' in said ? [] : [...said.answers],
          });
    const send = () => socket.send(bytes, from.port, from.address);
    const wait = typeof delay === 'number' ? delay : delay(question);
    if (wait === 0) {
      send();
      return;
    }
    const timer = setTimeout(() => {
      timers.delete(timer);
      send();
    }, wait);
    timers.add(timer);
  });

  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(port, '127.0.0.1', resolve);
  });
  const bound: AddressInfo = socket.address();

  return {
    address: `127.0.0.1:${bound.port}`,
    port: bound.port,
    questions,
    count: (name, type) =>
      questions.filter((asked) => asked.name === name && (type === undefined || asked.type === type)).length,
    close: () => {
      for (const timer of timers) clearTimeout(timer);
      return new Promise((resolve) => socket.close(() => resolve()));
    },
  };
};

/** Answers from a table of names: addresses of both families; anything else does not exist. `ttl` in seconds. */
export const addressTable =
  (table: Readonly<Record<string, readonly string[]>>, ttl = 30) =>
  ({ name, type }: DnsQuestion): DnsReply => {
    const addresses = table[name];
    if (addresses === undefined) return { code: 'NXDOMAIN' };
    if (type !== 'A' && type !== 'AAAA') return { answers: [] };
    const wanted = addresses.filter((address) => address.includes(':') === (type === 'AAAA'));
    return { answers: wanted.map((data) => ({ type, name, ttl, data })) };
  };
