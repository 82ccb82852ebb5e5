import { accessLogUse } from '../ready-made/access-log.js';
import { fileShipperUse } from '../ready-made/file-shipper.js';
import { flowLogUse } from '../ready-made/flow-log.js';
import { locationsUse } from '../ready-made/locations.js';
import { logsApiUse } from '../ready-made/logs-api.js';
import { pushUse } from '../ready-made/push.js';
import { s3MonitorUse } from '../ready-made/s3-monitor.js';
import { webMonitorUse } from '../ready-made/web-monitor.js';
import { bucketSource } from './bucket-source.js';
import { directorySource } from './directory-source.js';
import { fileSink } from './file-sink.js';
import { fileSource } from './file-source.js';
import { flowLogSource } from './flow-log-source.js';
import { FORMATS } from './formats.js';
import { httpSink } from './http-sink.js';
import { kinesisSink } from './kinesis-sink.js';
import { locationsSource } from './locations-source.js';
import { logsSink } from './logs-sink.js';
import { alertmanagerSink } from './messages/alertmanager-sink.js';
import { discordSink } from './messages/discord-sink.js';
import { emailSink } from './messages/email-sink.js';
import { ntfySink } from './messages/ntfy-sink.js';
import { opsgenieSink } from './messages/opsgenie-sink.js';
import { pagerdutySink } from './messages/pagerduty-sink.js';
import { slackSink } from './messages/slack-sink.js';
import { teamsSink } from './messages/teams-sink.js';
import { telegramSink } from './messages/telegram-sink.js';
import type { Parts } from './part.js';
import { postgresSink } from './postgres-sink.js';
import { pushSourcePart } from './push-source.js';
import { resultsSourcePart } from './results-source.js';
import { s3Sink } from './s3-sink.js';
import { stdinSource } from './stdin-source.js';
import { stdoutSink } from './stdout-sink.js';
import { urlsSource } from './urls-source.js';

/** Everything that this version of Tidemark runs, and what is still to come. */
export const builtParts: Parts = {
  sources: [
    fileSource,
    stdinSource,
    flowLogSource,
    urlsSource,
    locationsSource,
    pushSourcePart,
    resultsSourcePart,
    directorySource,
    bucketSource,
  ],
  sinks: [
    stdoutSink,
    fileSink,
    httpSink,
    postgresSink,
    s3Sink,
    kinesisSink,
    logsSink,
    slackSink,
    discordSink,
    teamsSink,
    pagerdutySink,
    opsgenieSink,
    alertmanagerSink,
    ntfySink,
    telegramSink,
    emailSink,
  ],
  formats: FORMATS,
  uses: [
    accessLogUse,
    flowLogUse,
    webMonitorUse,
    locationsUse,
    pushUse,
    fileShipperUse,
    s3MonitorUse,
    logsApiUse,
  ],
  planned: {
    sources: [],
    sinks: [],
    uses: [],
  },
};
