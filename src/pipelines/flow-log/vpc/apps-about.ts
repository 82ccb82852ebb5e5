import { about } from '../../../io/codecs/fields/about.js';
import type { FieldAbout } from '../../../io/codecs/fields/field-about.js';

/** What VPC flow records have besides where it is known whose interfaces and addresses are: the fields of a flow record. */
export const APPS_ABOUT: readonly FieldAbout[] = [
  about.text('src_app', 'whose interface it is'),
  about.text('dest_app', 'who it talks to'),
  about.text('vpc_id', 'VPC of the app'),
  about.size('bytes_tx', 'bytes that the interface sent'),
  about.size('bytes_rx', 'bytes that the interface got'),
  about.number('hour', 'the hour that it is counted in'),
];
