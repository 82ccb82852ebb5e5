import type { ForeignMap } from '../foreign-map.js';
import type { TakenTarget } from '../taken-target.js';
import type { Probe } from './probe.js';
import { readFamily, readTls } from './tls-settings.js';

/** How a protocol asks for TLS. */
const STARTS = [
  ['smtp', /^(?:EHLO|HELO)\b/i],
  ['pop3', /^STLS\b/i],
  ['imap', /^\S+ STARTTLS\b/i],
] as const;

/** The prober `tcp`: what the other end says first can be looked at, and TLS begun as the mail protocols do. */
export const readTcp = (tcp: ForeignMap | undefined): Probe => {
  if (tcp === undefined) return { kind: 'tcp', settings: {} };
  const steps = tcp.maps('query_response', (_, index) => `${tcp.where}: query_response[${index}]`);
  const isTls = tcp.flag('tls') === true;
  const settings: Partial<TakenTarget> = {
    ...stepsOf(tcp, steps, isTls),
    ...readTls(tcp.map('tls_config')),
    ...readFamily(tcp),
  };
  tcp.close({ source_ip_address: 'the system chooses it' });
  return { kind: 'tcp', settings };
};

const stepsOf = (
  { where, note }: ForeignMap,
  steps: readonly ForeignMap[],
  isTls: boolean,
): Partial<TakenTarget> => {
  const sent = steps.map((step) => (typeof step.peek('send') === 'string' ? String(step.peek('send')) : ''));
  const begins = steps.findIndex((step) => step.peek('starttls') === true);
  const [startTls] =
    begins === -1 ? [] : (STARTS.find(([, asks]) => sent.some((text) => asks.test(text))) ?? []);
  const [first] = steps;
  const banner = first?.has('send') === false ? first.pattern('expect') : undefined;
  // How a protocol comes to TLS needs no telling.
  const taken = Math.max(banner === undefined ? 0 : 1, startTls === undefined ? 0 : begins + 1);
  if (taken < steps.length)
    note(
      `${where}: query_response`,
      `${taken === 0 ? '' : `from the ${ordinal(taken + 1)} step on: `}nothing is said but what begins TLS, and only what comes first is looked at`,
    );
  for (const step of steps) {
    step.refuse('labels', 'nothing is taken out of an answer');
  }
  return {
    ...(banner !== undefined && { banner }),
    ...(isTls ? { startTls: 'tls' } : startTls !== undefined && { startTls }),
  };
};

const ordinal = (number: number): string => ['first', 'second', 'third'][number - 1] ?? `${number}th`;
