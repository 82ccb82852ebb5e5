import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls';
import type { TlsSettings } from '../network-settings.js';

/** Contexts that are kept for settings that are said again: each is some 100 kB. */
const MOST = 200;

const bySettings = new WeakMap<TlsSettings, SecureContext>();
const byText = new Map<string, SecureContext>();

/** Reading certificates takes longer than a handshake, so the same settings share a context. Throws where they cannot be read. */
export const secureContext = (settings: TlsSettings, isProxy: boolean): SecureContext => {
  const known = isProxy ? undefined : bySettings.get(settings);
  if (known !== undefined) return known;
  const { ca, client } = settings;
  const key = JSON.stringify([
    isProxy && ca !== undefined,
    ca,
    client?.cert,
    client?.key,
    client?.passphrase,
  ]);
  const context = byText.get(key) ?? contextOf(settings, isProxy);
  byText.delete(key);
  byText.set(key, context);
  for (const oldest of byText.keys()) {
    if (byText.size <= MOST) break;
    byText.delete(oldest);
  }
  if (!isProxy) bySettings.set(settings, context);
  return context;
};

const contextOf = ({ ca, client }: TlsSettings, isProxy: boolean): SecureContext =>
  createSecureContext({
    ...(ca === undefined ? {} : { ca: isProxy ? [...rootCertificates, ca] : ca }),
    ...(client === undefined ? {} : client),
  });
