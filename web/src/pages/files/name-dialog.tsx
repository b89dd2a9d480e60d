import { say } from '#text/files';
import { TextInput } from '@mantine/core';
import { isTaken } from '../../api/files.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Form } from '../../parts/form/form.tsx';
import { useForm } from '../../parts/form/use-form.ts';
import { plainName } from '../../text/plain-name.ts';

export interface NameDialogProps {
  title: string;
  label: string;
  deed: string;
  most: number;
  act: (name: string) => Promise<void>;
  onClose: () => void;
}

/** Asks for the name of something new. */
export function NameDialog({ title, label, deed, most, act, onClose }: NameDialogProps) {
  const form = useForm({
    initial: { name: '' },
    check: ({ name }) => problemOf(name, most),
    async send({ name }) {
      await act(name);
      onClose();
    },
    refused: (error, { name }) =>
      isTaken(error) ? { name: say.nameTaken({ name: plainName(name) }) } : undefined,
  });
  return (
    <Dialog title={title} size={420} onClose={onClose}>
      <Form form={form} deed={deed} labels={{ name: label }} onCancel={onClose}>
        <TextInput data-autofocus label={label} {...form.field('name')} />
      </Form>
    </Dialog>
  );
}

function problemOf(name: string, most: number): { name?: string } {
  if (name.trim() === '') return { name: say.giveName };
  if (name.includes('/')) return { name: say.noSlash };
  if (name === '.' || name === '..') return { name: say.nameMeansMore };
  return name.length > most ? { name: say.nameTooLong({ most, length: name.length }) } : {};
}
