import { NetworkTable } from '../../../net/network-table.js';
import { parsedUrl } from '../../../net/parsed-url.js';
import { withoutBrackets } from '../../../net/without-brackets.js';
import { embeddedAddresses } from './embedded-addresses.js';

/** Why nobody is meant to be sent there. Loopback and private networks are what operators watch. */
const REFUSED: readonly (readonly [network: string, why: string])[] = [
  ['0.0.0.0/8', 'an address that stands for this machine'],
  ['::', 'an address that stands for this machine'],
  ['169.254.0.0/16', 'link-local, where clouds keep their metadata'],
  ['fe80::/10', 'link-local'],
  ['fd00:ec2::/32', 'metadata of a cloud'],
  ['fd20:ce::254', 'metadata of a cloud'],
  ['fd00:42::42', 'metadata of a cloud'],
  ['100.100.100.200', 'metadata of a cloud'],
  ['168.63.129.16', 'metadata of a cloud'],
  ['192.0.0.192', 'metadata of a cloud'],
];

const LOOPBACK = '127.0.0.0/8';
const HIDDEN = 'loopback within an address of IPv6';

const tableOf = (networks: Iterable<readonly [string, string]>): NetworkTable<string> => {
  const table = new NetworkTable<string>();
  for (const [network, why] of networks) table.set(network, why);
  return table;
};

const refused = tableOf(REFUSED);
/** Of what another address carries: written plainly it is let through, and wrapped it hides something. */
const refusedWithin = tableOf([...REFUSED, [LOOPBACK, HIDDEN]]);

const allowedBy = new WeakMap<readonly string[], NetworkTable<string>>();

const allowedOf = (allow: readonly string[]): NetworkTable<string> => {
  const known = allowedBy.get(allow);
  if (known !== undefined) return known;
  const made = tableOf(allow.map((network) => [network, 'allowed'] as const));
  allowedBy.set(allow, made);
  return made;
};

/** Why an address is not connected to; undefined: it may be. What it carries of IPv4 counts as it does itself. */
export const refusal = (address: string, allow: readonly string[]): string | undefined => {
  const [itself, ...within] = embeddedAddresses(address);
  if (itself === undefined) return undefined;
  const allowed = allow.length === 0 ? undefined : allowedOf(allow);
  if (allowed?.at(itself) !== undefined) return undefined;
  const why = refused.at(itself);
  if (why !== undefined) return why;
  for (const carried of within) {
    const hidden = refusedWithin.at(carried);
    if (hidden !== undefined && allowed?.at(carried) === undefined) return hidden;
  }
  return undefined;
};

/** The host of a URL as it is written, before it is read: `127.1` in `http://me@127.1:80/`. */
const WRITTEN_HOST = /^[a-z][a-z0-9+.-]*:[/\\]*(?:[^/\\?#]*@)?(\[[^\]]*\]|[^/\\?#:]*)/i;

/** What no reader of URLs takes for an address: its last label is neither a number nor in need of decoding. */
const NAME = /^(?:[a-z0-9_-]+\.)*[a-z][a-z0-9-]*\.?$/i;

/**
 * Why a URL is not asked for by the way in which it is written; undefined: it may be. Loopback in another spelling than its
 * own (`127.1`, `2130706433`, full-width digits, mapped in IPv6) is what somebody writes who means to hide it.
 */
export const refusedSpelling = (written: string, allow: readonly string[]): string | undefined => {
  const [, spelled = ''] = WRITTEN_HOST.exec(written.trim()) ?? [];
  if (NAME.test(spelled)) return undefined;
  const hostname = parsedUrl(written)?.hostname;
  if (hostname === undefined) return undefined;
  const host = withoutBrackets(hostname);
  const [itself] = embeddedAddresses(host);
  if (typeof itself !== 'number' || spelled === host) return undefined;
  if (refusedWithin.at(itself) !== HIDDEN) return undefined;
  if (allow.length > 0 && allowedOf(allow).at(itself) !== undefined) return undefined;
  return `another spelling of ${hostname}, loopback`;
};
