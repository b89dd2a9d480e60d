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
  /** The name that it has now. */
  initial?: string;
  /** Of a file the part before its ending is what one wants to change. */
  file?: boolean;
  act: (name: string) => Promise<void>;
  onClose: () => void;
}

/** Asks for a name. */
export function NameDialog({
  title,
  label,
  deed,
  most,
  initial = '',
  file = false,
  act,
  onClose,
}: NameDialogProps) {
  const form = useForm({
    initial: { name: initial },
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
        <TextInput
          data-autofocus
          label={label}
          autoComplete="off"
          {...form.field('name')}
          onFocus={({ currentTarget }) => {
            const dot = file ? initial.lastIndexOf('.') : -1;
            currentTarget.setSelectionRange(0, dot > 0 ? dot : initial.length);
          }}
        />
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
