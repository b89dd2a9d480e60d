import { TextInput } from '@mantine/core';
import { INFINITE } from '#contract/infinite';
import { say } from '#text/users';
import type { Account } from '../../../api/users.ts';
import { useUserActions } from '../../../live/user-actions.ts';
import { Dialog } from '../../../parts/dialog.tsx';
import { Form } from '../../../parts/form/form.tsx';
import { useForm } from '../../../parts/form/use-form.ts';
import { Meter } from '../../../parts/meter.tsx';
import { noteWithUndo } from '../../../parts/undo-note.tsx';
import type { Resource } from '../../../text/resources.ts';
import { isInGib, wantedLimit, writtenLimit } from './limit-text.ts';

/** What an account may use of a resource in its own project, with what it uses drawn into it. */
export function LimitDialog({
  account,
  resource: { name: resource, label, format },
  used,
  limit,
  onClose,
}: {
  account: Account;
  resource: Resource;
  used: number;
  limit: number;
  onClose: () => void;
}) {
  const { act } = useUserActions();
  const set = (wanted: number) =>
    act(account.uuid, {
      set_limit: { resource, limit: Number.isFinite(wanted) ? BigInt(wanted) : INFINITE },
    });
  const form = useForm({
    initial: { limit: writtenLimit(limit, resource) },
    check: ({ limit: text }) => (wantedLimit(text, resource) === undefined ? { limit: say.noLimit } : {}),
    async send({ limit: text }) {
      await set(wantedLimit(text, resource) ?? limit);
      onClose();
      noteWithUndo(say.limitChanged({ resource: label, email: account.email }), () => set(limit));
    },
  });
  const wanted = wantedLimit(form.values.limit, resource);
  return (
    <Dialog title={say.changeLimitOf({ resource: label })} onClose={onClose}>
      <Form form={form} deed={say.changeLimit} labels={{ limit: label }} onCancel={onClose}>
        <TextInput
          data-autofocus
          label={isInGib(resource) ? say.limitInGib : say.limit}
          description={say.limitHow}
          inputMode="decimal"
          {...form.field('limit')}
        />
        <Meter shared label={label} used={used} total={wanted ?? limit} format={format} />
        {wanted !== undefined && wanted < used && <p className="sub small">{say.belowUse}</p>}
      </Form>
    </Dialog>
  );
}
