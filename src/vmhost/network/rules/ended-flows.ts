import { ToolError } from '#platform/run-tool';
import type { NetworkRules, PortRules } from './network-rules.ts';
import type { RunInside } from './loaded-rules.ts';

/** Which flows are to end: those of an address as it stands in one of the four places that the kernel keeps of a flow. */
export type EndedFlows = readonly string[][];

const STRICTNESS = { DISABLED: 0, PROTECTED: 1, ENABLED: 2 };

/** Arguments of `conntrack` that end what one state of a network allowed and the next does not. Rules judge beginnings of flows alone. */
export function endedFlows(before: NetworkRules, after: NetworkRules): EndedFlows {
  const lostExit = before.exit !== after.exit && after.exit !== 'masquerade';
  if (lostExit || before.subnet4 !== after.subnet4 || before.subnet6 !== after.subnet6) return [['-F']];
  const ports = new Map(after.ports.map((port) => [port.mac, port]));
  const floating = new Map(after.floating.map(({ address, to }) => [address, to]));
  return [
    ...before.ports.flatMap((port) => endedOf(port, ports.get(port.mac))),
    ...before.floating
      .filter(({ address, to }) => floating.get(address) !== to)
      .flatMap(({ address }) => [
        ['-D', '-d', address],
        ['-D', '-q', address],
      ]),
  ];
}

function endedOf(before: PortRules, after: PortRules | undefined): string[][] {
  return (['ipv4', 'ipv6'] as const).flatMap((family) => {
    const address = before[family];
    if (address === null) return [];
    const begin = ['-D', '-f', family];
    const inwards = [
      [...begin, '-d', address],
      [...begin, '-r', address],
    ];
    if (after === undefined || after[family] !== address)
      return [...inwards, [...begin, '-s', address], [...begin, '-q', address]];
    return STRICTNESS[after.profile] > STRICTNESS[before.profile] ? inwards : [];
  });
}

/** Ends flows in a namespace whose rules already forbid them. That there are none is well. */
export async function endFlows(run: RunInside, flows: EndedFlows): Promise<void> {
  for (const args of flows) {
    try {
      await run('conntrack', [...args]);
    } catch (error) {
      if (!(error instanceof ToolError && /\b0 flow entries/.test(error.message))) throw error;
    }
  }
}
