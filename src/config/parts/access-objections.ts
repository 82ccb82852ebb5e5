import { accessObjection } from '../../io/http/access.js';
import type { Address } from '../../io/http/address.js';
import { accessOf } from '../settings/access-of.js';
import type { AccessSettings } from '../settings/access-settings.js';

/** Why a source must not listen so, by the setting to blame: its address, which stands under `name`, or its token. */
export const accessObjections = (
  name: string,
  address: Address,
  given: AccessSettings,
): readonly (readonly [setting: string, objection: string])[] => {
  const objection = accessObjection(address, accessOf(given));
  return objection === undefined ? [] : [[given.token === undefined ? name : 'token', objection]];
};
