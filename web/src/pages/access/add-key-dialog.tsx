import { Textarea, TextInput } from '@mantine/core';
import { say } from '#text/access';
import { ApiError } from '../../api/api-error.ts';
import { useAccessActions } from '../../live/access-actions.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Form } from '../../parts/form/form.tsx';
import { useForm } from '../../parts/form/use-form.ts';

const PUBLIC_KEY = /^(ssh-(rsa|ed25519|dss)|ecdsa-sha2-[a-z0-9-]+|sk-[a-z0-9@.-]+) [A-Za-z0-9+/]+=*/;

/** Adds a public key by pasting it. */
export function AddKeyDialog({
  onClose,
  onAdded,
}: {
  onClose: () => void;
  onAdded?: (name: string) => void;
}) {
  const { addKey } = useAccessActions();
  const form = useForm({
    initial: { text: '', name: '' },
    check: ({ text }) =>
      /PRIVATE KEY/.test(text)
        ? { text: say.privateHalf }
        : PUBLIC_KEY.test(text.trim())
          ? {}
          : { text: say.noPublicKey },
    async send(values) {
      const name = nameOf(values);
      await addKey(name, values.text.trim());
      onAdded?.(name);
      onClose();
    },
    refused: (error, values) =>
      error instanceof ApiError && error.status === 409
        ? { name: say.nameTaken({ name: nameOf(values) }) }
        : undefined,
  });
  return (
    <Dialog title={say.addSshKey} size={520} onClose={onClose}>
      <Form
        form={form}
        deed={say.addKey}
        labels={{ text: say.publicKey, name: say.nameOptional }}
        onCancel={onClose}
      >
        <Textarea
          data-autofocus
          label={say.publicKey}
          description={say.publicKeyHint}
          rows={4}
          classNames={{ input: 'mono tiny' }}
          {...form.field('text')}
        />
        <TextInput label={say.nameOptional} placeholder={say.nameExample} {...form.field('name')} />
      </Form>
    </Dialog>
  );
}

/** The name that was given, or the comment in the key. */
function nameOf({ name, text }: { name: string; text: string }): string {
  return name.trim() || text.trim().split(/\s+/)[2] || 'key';
}
