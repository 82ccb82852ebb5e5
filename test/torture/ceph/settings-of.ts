/** Ports of one machine: two of the monitor, one of the gateway. */
export interface CephPorts {
  readonly v2: number;
  readonly v1: number;
  readonly gateway: number;
}

/** What a cluster of one node needs to be told, so that it is up in seconds, waits for nobody and says nothing to the network. */
export const settingsOf = (
  directory: string,
  fsid: string,
  { v2, v1, gateway }: CephPorts,
  keeps: 'memory' | 'disk',
): string => `[global]
fsid = ${fsid}
mon host = [v2:127.0.0.1:${v2},v1:127.0.0.1:${v1}]
mon initial members = a
public addr = 127.0.0.1
cluster addr = 127.0.0.1
ms bind ipv6 = false
auth cluster required = none
auth service required = none
auth client required = none
auth supported = none
auth allow insecure global id reclaim = false
ms cluster mode = crc
ms service mode = crc
ms client mode = crc
ms mon cluster mode = crc
ms mon service mode = crc
ms mon client mode = crc
mon data = ${directory}/mon
osd data = ${directory}/osd
run dir = ${directory}
admin socket = ${directory}/$name.asok
pid file = ${directory}/$name.pid
log file = ${directory}/$name.log
crash dir = ${directory}/crash
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pgp num = 4
mon allow pool size one = true
mon max pg per osd = 1000
mon data avail warn = 1
mon data avail crit = 1
mon osd prime pg temp = false
paxos propose interval = 0.01
paxos min wait = 0.01
osd crush chooseleaf type = 0
osd objectstore = ${keeps === 'memory' ? 'memstore' : 'bluestore'}
bluestore block size = 4294967296
bluestore block create = true
bluestore block wal create = false
bluestore block db create = false
osd memory target = 1073741824
memstore device bytes = 2147483648
[client.rgw]
rgw frontends = beast endpoint=127.0.0.1:${gateway} tcp_nodelay=1
rgw enable usage log = false
rgw enable ops log = false
rgw dynamic resharding = false
rgw override bucket index max shards = 4
rgw bucket quota ttl = 1
debug rgw = 0
`;
