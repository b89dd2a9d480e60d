import { Textarea } from '@mantine/core';
import { say } from '#text/users';
import { Dialog } from '../../../parts/dialog.tsx';
import { Form } from '../../../parts/form/form.tsx';
import { useForm } from '../../../parts/form/use-form.ts';

/** Asks before somebody is kept out, and why. */
export function ReasonDialog({
  title,
  means,
  deed,
  isNeeded = false,
  act,
  onClose,
}: {
  title: string;
  means: string;
  deed: string;
  /** A reason has to be given. */
  isNeeded?: boolean;
  act: (reason: string) => Promise<void>;
  onClose: () => void;
}) {
  const form = useForm({
    initial: { reason: '' },
    check: ({ reason }) => (isNeeded && reason.trim() === '' ? { reason: say.giveReason } : {}),
    async send({ reason }) {
      await act(reason.trim());
      onClose();
    },
  });
  const label = isNeeded ? say.reason : say.reasonOptional;
  return (
    <Dialog title={title} onClose={onClose}>
      <Form form={form} deed={deed} labels={{ reason: label }} onCancel={onClose}>
        <p className="sub">{means}</p>
        <Textarea
          data-autofocus
          label={label}
          description={say.reasonSeen}
          rows={3}
          maxLength={2000}
          {...form.field('reason')}
        />
      </Form>
    </Dialog>
  );
}
