import type { ProcessIdentity } from '#platform/launcher';
import { argumentsOf, childrenOf, isAlive, type MachineProcess, parentOf } from '#vmhost/qemu/process';

/** The processes of one running machine. */
export interface MachineFamily {
  qemu: ProcessIdentity;
  /** What made the sandbox, and what everything in it ends with; undefined for a machine without one. */
  maker: ProcessIdentity | undefined;
  keeper: ProcessIdentity | undefined;
  all: ProcessIdentity[];
}

/** QEMU and everything that stands around it. */
export async function familyOf({ identity: qemu }: MachineProcess): Promise<MachineFamily> {
  const keeper = await parentOf(qemu);
  if (keeper === undefined || (await argumentsOf(keeper))[0] !== 'bwrap')
    return { qemu, maker: undefined, keeper: undefined, all: [qemu] };
  const maker = await parentOf(keeper);
  return { qemu, maker, keeper, all: [maker!, keeper, ...(await descendants(keeper))] };
}

async function descendants(process: ProcessIdentity): Promise<ProcessIdentity[]> {
  const children = await childrenOf(process);
  return [...children, ...(await Promise.all(children.map(descendants))).flat()];
}

/** True when not one of these processes is left. */
export async function allGone(processes: ProcessIdentity[]): Promise<boolean> {
  return (await Promise.all(processes.map(isAlive))).every((alive) => !alive);
}
