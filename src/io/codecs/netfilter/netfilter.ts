import { field } from '../text-format/field.js';
import { textFormat } from '../text-format/text-format.js';
import { syslogStamps } from '../time/syslog-stamps.js';
import { NETFILTER_SLOTS, NetfilterCutter } from './netfilter-cutter.js';

/**
 * Packets that the firewall of Linux logs: `LOG` of iptables and nftables, and ufw.
 *
 *     May  1 12:00:00 web1 kernel: [123.4] [UFW BLOCK] IN=eth0 OUT= MAC=… SRC=192.0.2.7 DST=198.51.100.1 LEN=60 … PROTO=TCP SPT=51234 DPT=22 …
 *
 * The rule is `nf_log_syslog` of the kernel ("LOG" in iptables-extensions(8)). What an ICMP error holds of another packet, in
 * brackets, is not this packet, and is left. Other lines of the kernel are rejected. Times are local: say the zone, where the
 * machine has a syslog that leaves it out. The year is told by when the input was written.
 */
export const netfilter = textFormat({
  name: 'netfilter',
  summary: 'Packets that the firewall of Linux logs: iptables, nftables, ufw.',
  slots: NETFILTER_SLOTS,
  cutter: () => new NetfilterCutter(),
  time: { slot: 'time', read: syslogStamps, yearless: true },
  inSyslog: true,
  fields: [
    field.host('hostname', 'hostname', 'the machine'),
    field.text('prefix', 'prefix', 'what the rule is called in the log, such as UFW BLOCK'),
    field.text('action', 'action', 'of ufw: BLOCK, ALLOW, AUDIT or LIMIT'),
    field.text('in_interface', 'IN', 'where it came in'),
    field.text('out_interface', 'OUT', 'where it would go out'),
    field.text('mac', 'MAC', 'the head of the frame'),
    field.host('src', 'SRC', 'address that it comes from'),
    field.host('dst', 'DST', 'address that it goes to'),
    field.size('len', 'LEN', 'bytes of the packet'),
    field.number('ttl', 'TTL', 'hops that it may still make; HOPLIMIT of IPv6'),
    field.number('id', 'ID', 'of the packet'),
    field.text('proto', 'PROTO', 'such as TCP, UDP or ICMP'),
    field.number('spt', 'SPT', 'port that it comes from'),
    field.number('dpt', 'DPT', 'port that it goes to'),
    field.text('flags', 'flags', 'of TCP, such as SYN or ACK FIN'),
    field.number('type', 'TYPE', 'of ICMP'),
    field.number('code', 'CODE', 'of ICMP'),
  ],
});
