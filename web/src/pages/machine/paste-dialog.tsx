import { Textarea } from '@mantine/core';
import { say } from '#text/one-machine';
import { Dialog } from '../../parts/dialog.tsx';
import { Form } from '../../parts/form/form.tsx';
import { useForm } from '../../parts/form/use-form.ts';
import { plainName } from '../../text/plain-name.ts';
import { untypable } from './type-text.ts';

/** Takes text and has it typed on the machine's keyboard; nothing is typed while a part of it cannot be. */
export function PasteDialog({ onClose, type }: { onClose: () => void; type: (text: string) => void }) {
  const form = useForm({
    initial: { text: '' },
    check({ text }) {
      const missing = untypable(text);
      return missing.length === 0 ? {} : { text: wordsFor(missing) };
    },
    async send({ text }) {
      onClose();
      type(text);
    },
  });
  return (
    <Dialog title={say.pasteText} onClose={onClose}>
      <Form form={form} deed={say.typeIt} labels={{ text: say.text }} onCancel={onClose}>
        <Textarea
          data-autofocus
          label={say.text}
          description={say.typedForYou}
          minRows={4}
          autosize
          {...form.field('text')}
        />
      </Form>
    </Dialog>
  );
}

const NAMED = 10;

function wordsFor(missing: string[]): string {
  const named = missing
    .slice(0, NAMED)
    .map((letter) => plainName(letter))
    .join(' ');
  const more = missing.length - NAMED;
  const letters = more > 0 ? say.andMore({ letters: named, count: more }) : named;
  return say.noKey({ count: missing.length, letters });
}
