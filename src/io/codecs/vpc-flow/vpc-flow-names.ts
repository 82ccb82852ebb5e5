/** The fields of version 2, in the order that a flow log has unless told otherwise. */
export const DEFAULT_FLOW_FIELDS: readonly string[] = [
  ...['version', 'account_id', 'interface_id', 'srcaddr', 'dstaddr', 'srcport', 'dstport', 'protocol'],
  ...['packets', 'bytes', 'start', 'end', 'action', 'log_status'],
];

/** All fields that AWS documents for VPCs, versions 2 to 11. */
export const FLOW_FIELDS: readonly string[] = [
  ...DEFAULT_FLOW_FIELDS,
  ...['vpc_id', 'subnet_id', 'instance_id', 'tcp_flags', 'type', 'pkt_srcaddr', 'pkt_dstaddr'],
  ...['region', 'az_id', 'sublocation_type', 'sublocation_id'],
  ...['pkt_src_aws_service', 'pkt_dst_aws_service', 'flow_direction', 'traffic_path'],
  ...['ecs_cluster_arn', 'ecs_cluster_name', 'ecs_container_instance_arn', 'ecs_container_instance_id'],
  ...['ecs_container_id', 'ecs_second_container_id', 'ecs_service_name', 'ecs_task_definition_arn'],
  ...['ecs_task_arn', 'ecs_task_id'],
  ...['reject_reason', 'resource_id', 'encryption_status'],
  ...['instance_tag', 'instance_tag_2', 'interface_tag', 'interface_tag_2', 'asg_tag', 'asg_tag_2'],
  ...['interface_type', 'next_hop_interface_id', 'next_hop_subnet_id', 'next_hop_az_id', 'next_hop_vpc_id'],
  ...['next_hop_interface_type'],
];

/** Those that hold whole numbers; all others are text. */
export const NUMERIC_FLOW_FIELDS: ReadonlySet<string> = new Set([
  ...['version', 'srcport', 'dstport', 'protocol', 'packets', 'bytes', 'tcp_flags', 'traffic_path'],
  'encryption_status',
]);

const KNOWN: ReadonlySet<string> = new Set(FLOW_FIELDS);
const NAME = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/;
/** More than any custom format has. */
const MAX_NAMES = 256;
/** Longest header that is looked at, in characters. */
const MAX_HEADER = 8192;

/**
 * The names in a header line, with underscores; undefined if the line is none. A header names at least two fields, the
 * first of which AWS documents: no record can begin with such a word.
 */
export function flowHeader(line: string): readonly string[] | undefined {
  if (line.length > MAX_HEADER) return undefined;
  // First what settles it for almost every record.
  const first = line.slice(0, Math.max(0, line.search(/[\s,]/))).replaceAll('-', '_');
  if (!KNOWN.has(first)) return undefined;
  const names = flowNames(line);
  return names.length > 1 && areFlowNames(names) ? names : undefined;
}

/** The names in a header, or in a format as AWS takes it (`${version} ${account-id} …`), with underscores. */
export function flowNames(text: string): readonly string[] {
  return text
    .trim()
    .split(/[\s,]+/, MAX_NAMES)
    .map((name) => name.replace(/^\$\{(.*)\}$/, '$1').replaceAll('-', '_'))
    .filter((name) => name !== '');
}

/** Whether these can be names of fields, known ones or ones to come. */
export function areFlowNames(names: readonly string[]): boolean {
  return names.length > 0 && names.every((name) => NAME.test(name));
}
