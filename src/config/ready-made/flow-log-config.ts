import { Document, visit } from 'yaml';
import { type Address, addressText } from '../../io/http/address.js';
import { formatDuration } from '../../io/text/format-duration.js';

/** What of the command line has a place in a config; durations in milliseconds. */
export interface FlowLogConfigOptions {
  readonly listen: Address;
  readonly retain: number;
  readonly state?: string | undefined;
}

/** The config that does what `tidemark flow-log` does with these options, as YAML. */
export const flowLogConfig = ({ listen, retain, state }: FlowLogConfigOptions): string => {
  const document = new Document({
    version: 1,
    ...(state !== undefined && { state }),
    pipelines: {
      'flow-log': {
        use: 'flow-log',
        source: { http: addressText(listen), retain: formatDuration(retain) },
      },
    },
  });
  visit(document, {
    Map(_, map) {
      if (map.has('http')) map.flow = true;
    },
  });
  return document.toString({ lineWidth: 110, flowCollectionPadding: true });
};
