import { TextInput } from '@mantine/core';
import { say } from '#text/images';
import { say as parts } from '#text/parts';
import { reasonOf } from '../../api/api-error.ts';
import type { Image } from '../../api/images.ts';
import { useImageActions } from '../../live/image-actions.ts';
import { Form } from '../../parts/form/form.tsx';
import { useForm } from '../../parts/form/use-form.ts';
import { nameProblem } from './image-rules.ts';

/** What the image is called. */
export function ImageName({ image }: { image: Image }) {
  const { change } = useImageActions();
  const form = useForm({
    initial: { name: image.name },
    check: ({ name }) => (nameProblem(name) === '' ? {} : { name: nameProblem(name) }),
    async send({ name }) {
      if (name.trim() !== image.name) await change(image.id, { name: name.trim() });
    },
    refused: (error) => ({ name: reasonOf(error) }),
  });
  return (
    <section className="card pad">
      <Form row form={form} deed={say.rename} labels={{ name: parts.name }}>
        <TextInput label={parts.name} {...form.field('name')} />
      </Form>
    </section>
  );
}
