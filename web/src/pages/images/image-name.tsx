import { TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { say } from '#text/images';
import { say as parts } from '#text/parts';
import { reasonOf } from '../../api/api-error.ts';
import type { Image } from '../../api/images.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { nameProblem } from './image-rules.ts';
import { useImageChange } from './use-image-change.ts';

/** What the image is called. */
export function ImageName({ image }: { image: Image }) {
  const change = useImageChange(image);
  const [name, setName] = useState(image.name);
  const [failure, setFailure] = useState('');
  const [working, setWorking] = useState(false);
  async function submit(event: FormEvent) {
    event.preventDefault();
    const problem = nameProblem(name);
    setFailure(problem);
    if (problem !== '' || working || name.trim() === image.name) return;
    setWorking(true);
    try {
      await change({ name: name.trim() });
    } catch (error) {
      setFailure(reasonOf(error));
    }
    setWorking(false);
  }
  return (
    <section className="card pad">
      <form className="row top-row" onSubmit={(event) => void submit(event)}>
        <TextInput
          label={parts.name}
          className="grow"
          value={name}
          error={failure === '' ? undefined : failure}
          onChange={(event) => {
            setName(event.currentTarget.value);
            if (failure !== '') setFailure(nameProblem(event.currentTarget.value));
          }}
        />
        <ActButton type="submit" variant="default" mt={24} loading={working}>
          {say.rename}
        </ActButton>
      </form>
    </section>
  );
}
