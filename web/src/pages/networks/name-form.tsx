import { TextInput } from '@mantine/core';
import { say } from '#text/networks';
import { say as words } from '#text/parts';
import { Form } from '../../parts/form/form.tsx';
import { useForm } from '../../parts/form/use-form.ts';
import { LONGEST_NAME } from './new-network-dialog.tsx';

/** Gives a network or a connection another name; a connection may have none. */
export function NameForm({
  name: now,
  rename,
  mayBeEmpty = false,
}: {
  name: string;
  rename: (name: string) => Promise<void>;
  mayBeEmpty?: boolean;
}) {
  const form = useForm({
    initial: { name: now },
    check: ({ name }) =>
      name.trim() === '' && !mayBeEmpty
        ? { name: say.giveName }
        : name.length > LONGEST_NAME
          ? { name: say.nameTooLong }
          : {},
    send: ({ name }) => rename(name.trim()),
  });
  return (
    <section className="card pad">
      <Form row form={form} deed={say.rename} labels={{ name: words.name }}>
        <TextInput label={words.name} {...form.field('name')} />
      </Form>
    </section>
  );
}
