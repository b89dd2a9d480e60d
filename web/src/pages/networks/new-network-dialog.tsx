import { Checkbox, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { say } from '#text/networks';
import type { Subnet } from '../../api/networks.ts';
import { useProject } from '../../api/projects.ts';
import { useNetworkActions } from '../../live/network-actions.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Form } from '../../parts/form/form.tsx';
import { useForm } from '../../parts/form/use-form.ts';
import { freeRange, isRange } from './ranges.ts';

export const LONGEST_NAME = 128;

/** A private network in the project of the page. */
export function NewNetworkDialog({ subnets, onClose }: { subnets: readonly Subnet[]; onClose: () => void }) {
  const { create } = useNetworkActions();
  const project = useProject();
  const navigate = useNavigate();
  const form = useForm({
    initial: { name: '', cidr: freeRange(subnets.map(({ cidr }) => cidr)), withGateway: true },
    check: ({ name, cidr }) => ({
      ...(name.trim() === '' ? { name: say.giveName } : {}),
      ...(name.length > LONGEST_NAME ? { name: say.nameTooLong } : {}),
      ...(cidr.trim() === '' || isRange(cidr.trim()) ? {} : { cidr: say.badRange }),
    }),
    async send({ name, cidr, withGateway }) {
      const id = await create({ name: name.trim(), cidr: cidr.trim(), withGateway, project });
      onClose();
      await navigate({ to: '/networks/$id', params: { id } });
    },
  });
  return (
    <Dialog title={say.newNetwork} onClose={onClose}>
      <Form
        form={form}
        deed={say.create}
        labels={{ name: say.name, cidr: say.range, withGateway: say.gateway }}
        onCancel={onClose}
      >
        <TextInput data-autofocus label={say.name} {...form.field('name')} />
        <TextInput label={say.range} description={say.rangeHint} {...form.field('cidr')} />
        <Checkbox label={say.withGateway} {...form.flag('withGateway')} />
      </Form>
    </Dialog>
  );
}
