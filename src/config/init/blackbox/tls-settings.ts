import type { ForeignMap } from '../foreign-map.js';
import type { TakenTarget } from '../taken-target.js';

export const readTls = (tls: ForeignMap | undefined): Partial<TakenTarget> => {
  if (tls === undefined) return {};
  const isInsecure = tls.flag('insecure_skip_verify') === true;
  const ca = tls.text('ca_file');
  const clientCert = tls.text('cert_file');
  const clientKey = tls.text('key_file');
  tls.close({ server_name: 'the name of the certificate is that of the url; see connect_to' });
  return {
    ...(isInsecure && { insecure: true }),
    ...(ca !== undefined && { ca }),
    ...(clientCert !== undefined && { clientCert }),
    ...(clientKey !== undefined && { clientKey }),
  };
};

/** Both families are tried unless only one is wanted. */
export const readFamily = (settings: ForeignMap): Partial<TakenTarget> => {
  const preferred = settings.text('preferred_ip_protocol');
  const falls = settings.flag('ip_protocol_fallback');
  if (falls !== false) {
    if (preferred === 'ip4')
      settings.note(
        settings.where,
        'preferred_ip_protocol: both are tried, IPv6 first; family: 4 is IPv4 alone',
      );
    return {};
  }
  return { family: preferred === 'ip4' ? 4 : 6 };
};
