import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { say } from '#text/change-machine';
import { flavorsQuery, type Flavor } from '../../api/flavors.ts';
import { useMachineActions } from '../../live/machine-actions.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { Form } from '../../parts/form/form.tsx';
import { useForm } from '../../parts/form/use-form.ts';
import { MachineDialog } from '../../parts/machine-dialogs.tsx';
import { whyNot, whyNotStopped } from '../../text/machine-words.ts';
import { memory, sizeLine } from '../../text/size-words.ts';
import { useThisMachine } from './machine-context.ts';
import css from './machine.module.css';

/** Another size for a machine that is stopped; its disk stays as it is. */
export function ResizeCard() {
  const { machine, flavor } = useThisMachine();
  const { data: flavors = [] } = useQuery(flavorsQuery);
  const reason = whyNotStopped(machine);
  const sizes = flavors.filter(
    (each) =>
      each.id !== flavor?.id &&
      each.disk === flavor?.disk &&
      each['SNF:disk_template'] === flavor['SNF:disk_template'],
  );
  return (
    <section className="card pad" aria-label={say.size}>
      <h2 className="h2">{say.size}</h2>
      <p className={`sub ${css.head}`}>{flavor === undefined ? '' : sizeLine(flavor)}</p>
      {reason !== null ? (
        <StopFirst reason={reason} />
      ) : sizes.length === 0 ? (
        <p className="sub">{say.noOtherSize}</p>
      ) : (
        <ResizeForm key={flavor?.id} sizes={sizes} now={flavor} />
      )}
    </section>
  );
}

/** What needs a stopped machine says so, and offers to stop it. */
export function StopFirst({ reason }: { reason: string }) {
  const view = useThisMachine();
  const [asked, setAsked] = useState(false);
  return (
    <>
      <p className="sub">{reason}</p>
      {whyNot(view.machine, 'shutdown') === null && (
        <ActButton variant="default" mt={10} onClick={() => setAsked(true)}>
          {say.shutDown}
        </ActButton>
      )}
      {asked && <MachineDialog view={view} asked="shutdown" onClose={() => setAsked(false)} />}
    </>
  );
}

function ResizeForm({ sizes, now }: { sizes: Flavor[]; now: Flavor | undefined }) {
  const { machine } = useThisMachine();
  const { resize } = useMachineActions();
  const form = useForm({
    initial: { size: '' },
    check: ({ size }) => (size === '' ? { size: say.chooseSize } : {}),
    send: ({ size }) => resize(machine, Number(size)),
  });
  const wanted = sizes.find(({ id }) => String(id) === form.values.size);
  return (
    <Form form={form} deed={say.resize} labels={{ size: say.newSize }}>
      <Select
        label={say.newSize}
        data={sizes.map((size) => ({ value: String(size.id), label: sizeLine(size) }))}
        {...form.choice('size')}
      />
      {wanted !== undefined && now !== undefined && <p className="sub">{effectOf(now, wanted)}</p>}
    </Form>
  );
}

/** What the project holds more or less of, once it runs again. */
function effectOf(now: Flavor, wanted: Flavor): string {
  const cpus = wanted.vcpus - now.vcpus;
  const ram = wanted.ram - now.ram;
  return say.effect({
    cpus: `${cpus < 0 ? '−' : '+'}${Math.abs(cpus)}`,
    memory: `${ram < 0 ? '−' : '+'}${memory(Math.abs(ram))}`,
  });
}
