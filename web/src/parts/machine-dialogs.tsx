import { say } from '#text/machine-actions';
import type { Server } from '../api/servers.ts';
import { useMachineActions } from '../live/machine-actions.ts';
import type { MachineView } from '../live/machine-view.ts';
import { memory } from '../text/size-words.ts';
import { Confirm } from './confirm.tsx';
import { plainName } from '../text/plain-name.ts';

export type Asked = 'shutdown' | 'reboot' | 'destroy';

/** The dialog for an action that interrupts or loses something (console 7.4). */
export function MachineDialog({
  view,
  asked,
  onClose,
  onDone,
}: {
  view: MachineView;
  asked: Asked;
  onClose: () => void;
  onDone?: () => void;
}) {
  const { order } = useMachineActions();
  const { machine } = view;
  const name = plainName(machine.name);
  const act = async () => {
    await order(machine, asked);
    onDone?.();
  };
  if (asked === 'destroy') {
    return (
      <Confirm
        title={say.destroyOf({ machine: name })}
        deed={say.destroyMachine}
        typed={machine.name}
        act={act}
        onClose={onClose}
      >
        {destroyWords(view)}
      </Confirm>
    );
  }
  const reboot = asked === 'reboot';
  return (
    <Confirm
      title={reboot ? say.rebootOf({ machine: name }) : say.shutDownOf({ machine: name })}
      deed={reboot ? say.rebootMachine : say.shutDownMachine}
      keep={say.keepRunning}
      harmless
      act={act}
      onClose={onClose}
    >
      {reboot ? say.rebootMeans : say.shutDownMeans}
    </Confirm>
  );
}

function destroyWords({ machine, flavor }: MachineView): string {
  if (flavor === undefined) return say.allGone;
  const { disk } = flavor;
  return machine.status === 'STOPPED'
    ? say.diskGone({ disk })
    : say.runningGone({ cpus: flavor.vcpus, memory: memory(flavor.ram), disk });
}

/** Destroying several: the number is typed. */
export function DestroyManyDialog({
  machines,
  act,
  onClose,
}: {
  machines: Server[];
  act: () => Promise<void>;
  onClose: () => void;
}) {
  return (
    <Confirm
      title={say.destroyManyAsk({ count: machines.length })}
      deed={say.destroyMany({ count: machines.length })}
      keep={say.keepThem}
      typed={say.typedDestroy({ count: machines.length })}
      act={act}
      onClose={onClose}
    >
      {say.manyGone({ machines: machines.map(({ name }) => plainName(name)) })}
    </Confirm>
  );
}
