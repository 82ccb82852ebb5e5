import type { Access } from '../../io/http/access.js';
import type { AccessSettings } from './access-settings.js';

/** What settings say of who may ask. */
export const accessOf = ({ token, hosts, tls, open }: AccessSettings): Access => ({
  token,
  hosts: typeof hosts === 'string' ? [hosts] : hosts,
  tls,
  open,
});
