import type { Server } from '../api/servers.ts';
import { useMachineActions } from '../live/machine-actions.ts';
import type { MachineView } from '../live/machine-view.ts';
import { memory } from '../text/size-words.ts';
import { counted } from '../text/format.ts';
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
  const act = async () => {
    await order(machine, asked);
    onDone?.();
  };
  if (asked === 'destroy') {
    return (
      <Confirm
        title={`Destroy ${plainName(machine.name)}?`}
        deed="Destroy machine"
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
      title={reboot ? `Reboot ${plainName(machine.name)}?` : `Shut down ${plainName(machine.name)}?`}
      deed={reboot ? 'Reboot machine' : 'Shut down machine'}
      keep="Keep it running"
      harmless
      act={act}
      onClose={onClose}
    >
      {reboot
        ? 'Everybody who works on it is interrupted until it has started again. Its disk keeps everything.'
        : 'Everybody who works on it is interrupted. Its disk keeps everything and keeps counting; CPUs and memory become free.'}
    </Confirm>
  );
}

function destroyWords({ machine, flavor }: MachineView): string {
  if (flavor === undefined) return 'Its disk and everything on it are gone for good.';
  const freed = `${counted(flavor.vcpus, 'CPU')}, ${memory(flavor.ram)} memory and ${flavor.disk} GiB disk`;
  const holds = machine.status === 'STOPPED' ? `${flavor.disk} GiB disk` : freed;
  return `Its disk (${flavor.disk} GiB) and everything on it are gone for good. ${holds} of your quota become free.`;
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
      title={`Destroy ${counted(machines.length, 'machine')}?`}
      deed={`Destroy ${counted(machines.length, 'machine')}`}
      keep="Keep them"
      typed={`destroy ${machines.length}`}
      act={act}
      onClose={onClose}
    >
      Their disks and everything on them are gone for good:{' '}
      {machines.map(({ name }) => plainName(name)).join(', ')}.
    </Confirm>
  );
}
