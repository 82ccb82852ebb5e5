import { Intern } from '../bytes/intern.js';
import { ColumnStrings } from '../columns/column-strings.js';
import { percentText, plusText } from './w3c-text.js';

/** The remembered strings of one codec, and those of agents, which are not kept as they are logged. */
export class W3cStrings extends ColumnStrings {
  readonly plusAgent = new Intern(plusText, { slots: 2048, maxBytes: 512 });
  readonly percentAgent = new Intern(percentText, { slots: 2048, maxBytes: 512 });
}
