import { about } from '../fields/about.js';
import type { FieldAbout } from '../fields/field-about.js';
import { requestAbout } from '../fields/request-about.js';

/** Own names are those of AWS's documentation, in snake case. */
export const S3_ACCESS_ABOUT: readonly FieldAbout[] = [
  ...requestAbout({
    host: 'Remote IP',
    user: 'Requester',
    status: 'HTTP status',
    size: 'Bytes Sent',
    referer: 'Referer',
    agent: 'User-Agent',
    vhost: 'Host Header',
    duration: 'Total Time',
  }),
  about.text('bucket_owner', 'whose the bucket is'),
  about.text('bucket', 'the bucket'),
  about.text('request_id', 'the request'),
  about.text('operation', 'such as REST.GET.OBJECT'),
  about.text('key', 'the object'),
  about.text('error_code', 'such as NoSuchKey'),
  about.size('object_size', 'bytes of the object'),
  about.duration('turn_around_time', 'until S3 began to answer'),
  about.text('version_id', 'version of the object'),
  about.text('host_id', 'x-amz-id-2 of the answer'),
  about.text('signature_version', 'such as SigV4'),
  about.text('cipher_suite', 'cipher of the connection'),
  about.text('authentication_type', 'AuthHeader or QueryString'),
  about.text('tls_version', 'such as TLSv1.3'),
  about.text('access_point_arn', 'access point of the request'),
  about.text('acl_required', 'Yes where an access list was needed'),
  about.text('source_region', 'region that the request came from'),
  about.text('remote_ip', 'the same as host'),
  about.text('requester', 'the same as user'),
  about.text('request_uri', 'the whole request line', 'Request-URI'),
  about.number('http_status', 'the same as status'),
  about.size('bytes_sent', 'as size, but null where nothing was sent'),
  about.text('user_agent', 'the same as agent'),
  about.duration('total_time', 'the same as duration'),
  about.text('host_header', 'the same as vhost'),
];
