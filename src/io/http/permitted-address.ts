import { TidemarkError } from '../../operators/tidemark-error.js';
import { type Access, accessObjection } from './access.js';
import { type Address, parseAddress } from './address.js';

/**
 * The address that is given, or written such as 127.0.0.1:8090. Throws a TidemarkError 'bad-options' where it is none, or must not
 * be opened so.
 */
export const permittedAddress = (given: Address | string, access: Access): Address => {
  const address = typeof given === 'string' ? parseAddress(given) : given;
  const objection = accessObjection(address, access);
  if (objection !== undefined) throw new TidemarkError('bad-options', objection);
  return address;
};
