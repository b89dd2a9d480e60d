import type { DnsmasqPlan } from './dnsmasq.ts';
import { MTU, type NetworkPlan } from './plan.ts';

/*
 * What is run in the keeper's namespaces, as text for a shell. Only names and numbers of ours stand in it.
 */

/** The bridge has the same address everywhere: no two of them meet. */
const BRIDGE_MAC = '02:00:00:00:00:01';

/** Makes the namespace of a network anew, with bridge and wire; what was there by its name goes. */
export function makeScript({ name, wire }: NetworkPlan): string {
  return `set -eu
ip netns del ${name} 2> /dev/null || :
ip link del ${name} 2> /dev/null || :
ip netns add ${name}
ip -n ${name} -batch - <<'END'
link set lo up
link add br0 address ${BRIDGE_MAC} mtu ${MTU} type bridge forward_delay 0 mcast_snooping 0
link set br0 up
link add wan mtu ${MTU} type veth peer name ${name} netns 1
addr add ${wire.inner}/31 dev wan
link set wan up
END
ip link set ${name} mtu ${MTU} up
ip addr add ${wire.outer}/31 dev ${name}
ip -n ${name} route replace default via ${wire.outer}
`;
}

/** Gives the bridge the addresses of the plan and no others. */
export function addressScript(plan: NetworkPlan): string {
  const add = bridgeAddresses(plan).map((address) => `addr add ${address} dev br0${nodad(address)}\n`);
  return `set -eu
ip -n ${plan.name} -batch - <<'END'
addr flush dev br0 scope global
link set lo up
link set br0 up
link set wan up
${add.join('')}END
ip link set ${plan.name} up
ip -n ${plan.name} route replace default via ${plan.wire.outer}
`;
}

/** Addresses of the bridge with their prefixes. */
export function bridgeAddresses({ subnet4, bridge4, subnet6, bridge6 }: NetworkPlan): string[] {
  return [
    ...(subnet4 === null || bridge4 === null ? [] : [`${bridge4}/${subnet4.split('/')[1]}`]),
    ...(subnet6 === null || bridge6 === null ? [] : [`${bridge6}/64`]),
  ];
}

function nodad(address: string): string {
  return address.includes(':') ? ' nodad' : '';
}

/** Loads rules and sets switches of the kernel; `namespace` null for the outer one. `record` is kept beside them. */
export function rulesScript(
  namespace: string | null,
  texts: readonly string[],
  switches: Record<string, string>,
): string {
  const enter = namespace === null ? '' : `nsenter --net=/run/netns/${namespace} `;
  const sets = Object.entries(switches).map(
    ([name, value]) => `if [ -e /proc/sys/net/${name} ]; then echo ${value} > /proc/sys/net/${name}; fi\n`,
  );
  return `set -eu
${enter}sh -eu <<'END'
${sets.join('')}END
${texts.map((text) => `${enter}nft -f - <<'END'\n${text}END\n`).join('')}${enter}nft -j list ruleset < /dev/null
`;
}

/** Writes down what the rules of a namespace come to, so that a later look knows them again. */
export function rulesRecordScript(name: string, record: string): string {
  return `mkdir -p /run/networks/${name}\necho ${record} > /run/networks/${name}/rules\n`;
}

/** Ends a network's dnsmasq, and starts the one of the plan. */
export function dnsmasqScript(name: string, plan: DnsmasqPlan | null): string {
  const stop = `set -u
for file in /run/networks/${name}/*/pid; do
  [ -e "$file" ] || continue
  pid=$(cat "$file")
  case $(tr '\\0' ' ' < /proc/$pid/cmdline 2> /dev/null) in dnsmasq*) ;; *) continue ;; esac
  kill -9 $pid 2> /dev/null
  while kill -0 $pid 2> /dev/null; do sleep 0.01; done
done
rm -rf /run/networks/${name}/*/
`;
  if (plan === null) return stop;
  const files = Object.entries(plan.files).map(
    ([file, text]) => `cat > ${plan.folder}/${file} <<'END'\n${text}END\n`,
  );
  return `${stop}set -e
mkdir -p ${plan.folder}
${files.join('')}nsenter --net=/run/netns/${name} dnsmasq ${plan.args.join(' ')} < /dev/null
`;
}

/** Removes a network with everything in it. */
export function removeScript(name: string): string {
  return `${dnsmasqScript(name, null)}ip netns del ${name} 2> /dev/null
ip link del ${name} 2> /dev/null
rm -rf /run/networks/${name}
`;
}

/** Removes a tap by name, and what an attempt that was cut off left behind. */
export function clearTapScript(name: string, device: string): string {
  return `for tap in ${device} ${UNNAMED_TAPS(name)}; do ip -n ${name} link del $tap 2> /dev/null; done; true\n`;
}

/** Removes taps of cards that are not on the network any more, whoever still holds them. */
export function removeTapsScript(name: string, devices: readonly string[]): string {
  return devices.map((device) => `ip -n ${name} link del ${device} 2> /dev/null || :\n`).join('');
}

/** Gives the tap that was just made its name. A port is isolated where neighbours meet at the router. */
export function nameTapScript(name: string, device: string, isolated: boolean): string {
  return `set -eu
tap=${UNNAMED_TAPS(name)}
ip -n ${name} link set $tap down
ip -n ${name} link set $tap name ${device}
bridge -n ${name} link set dev ${device} isolated ${isolated ? 'on' : 'off'}
ip -n ${name} link set ${device} up
`;
}

function UNNAMED_TAPS(name: string): string {
  return `$(ip -n ${name} -o link show type tun | sed -n 's/^[0-9]*: \\(tap[0-9]*\\):.*/\\1/p')`;
}

/** Tells what stands: for the outer namespace and each network a line of its name and five of what it has. */
export const LOOK_SCRIPT = `list='printf "%s\\n" "$(ip -j -s addr 2> /dev/null)" "$(ip -j -4 route 2> /dev/null)" "$(nft -j list ruleset 2> /dev/null)"'
look() {
  name=$1
  shift
  printf '%s\\n' "$name"
  "$@" sh -c "$list" < /dev/null || printf '\\n\\n\\n'
  record=
  if [ -e /run/networks/$name/rules ]; then read -r record < /run/networks/$name/rules; fi
  served=
  for file in /run/networks/$name/*/pid; do
    [ -e "$file" ] || continue
    read -r pid < "$file" || continue
    if [ /proc/$pid/exe -ef /usr/sbin/dnsmasq ] && [ /proc/$pid/ns/net -ef /run/netns/$name ]; then served=\${file%/pid}; fi
  done
  printf '%s\\n%s\\n' "$record" "$served"
}
look outer
for file in /run/netns/*; do
  [ -e "$file" ] || continue
  look "\${file##*/}" nsenter --net="$file"
done
`;
