import { Textarea } from '@mantine/core';
import { say } from '#text/projects';
import { Dialog } from '../../parts/dialog.tsx';
import { Form } from '../../parts/form/form.tsx';
import { useForm } from '../../parts/form/use-form.ts';
import { noteWithUndo } from '../../parts/undo-note.tsx';

/** Denies an application, with the words that who asked is sent. */
export function DenyDialog({
  project,
  deny,
  undo,
  onClose,
}: {
  project: string;
  deny: (reason: string) => Promise<void>;
  undo: () => Promise<void>;
  onClose: () => void;
}) {
  const form = useForm({
    initial: { reason: '' },
    check: ({ reason }) => (reason.trim() === '' ? { reason: say.giveAnswer } : {}),
    async send({ reason }) {
      await deny(reason.trim());
      onClose();
      noteWithUndo(say.isDenied({ project }), undo);
    },
  });
  return (
    <Dialog title={say.denyAsk({ project })} onClose={onClose}>
      <Form form={form} deed={say.deny} labels={{ reason: say.answerWord }} onCancel={onClose}>
        <Textarea
          data-autofocus
          label={say.answerWord}
          description={say.answerHow}
          rows={4}
          {...form.field('reason')}
        />
      </Form>
    </Dialog>
  );
}
