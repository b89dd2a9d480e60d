import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { say } from '#text/images';
import { reasonOf } from '../../api/api-error.ts';
import type { Image } from '../../api/images.ts';
import { useImageActions } from '../../live/image-actions.ts';
import { ActIcon } from '../../parts/act-button.tsx';
import { Form } from '../../parts/form/form.tsx';
import { useForm } from '../../parts/form/use-form.ts';
import { noteFailure, noteWithUndo } from '../../parts/undo-note.tsx';
import { keyOf, propertyProblem } from './image-rules.ts';
import css from './images.module.css';

/** What the image says of itself. Its owner adds, changes and takes away. */
export function ImageProperties({ image, mine }: { image: Image; mine: boolean }) {
  const { change } = useImageActions();
  /** The property in the form: its name, or an empty string for a new one. */
  const [editing, setEditing] = useState<string>();
  const properties = Object.entries(image.properties).toSorted(([one], [other]) => (one < other ? -1 : 1));
  async function remove(key: string, value: string): Promise<void> {
    try {
      await change(image.id, { properties: { [key]: '' } });
      noteWithUndo(say.propertyRemoved({ key }), () => change(image.id, { properties: { [key]: value } }));
    } catch (error) {
      noteFailure(say.removeProperty({ key }), error);
    }
  }
  return (
    <section className="card clip" aria-label={say.properties}>
      <div className="card-head">
        <h2 className="h2">{say.properties}</h2>
        {mine && editing === undefined && (
          <Button
            className="push"
            size="compact-sm"
            variant="default"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => setEditing('')}
          >
            {say.addProperty}
          </Button>
        )}
      </div>
      <p className={`sub list-row flat ${css.words}`}>
        {properties.length === 0 ? say.noProperties : say.propertiesWhy}
      </p>
      {properties.map(([key, value]) =>
        editing === key ? (
          <PropertyForm key={key} image={image} property={key} onClose={() => setEditing(undefined)} />
        ) : (
          <div key={key} className="list-row flat">
            <span className="lines grow">
              <span className="sub mono tiny">{key}</span>
              <br />
              <span className={css.value}>{value}</span>
            </span>
            {mine && (
              <span className="push row near">
                <ActionIcon aria-label={say.changeProperty({ key })} onClick={() => setEditing(key)}>
                  <IconPencil size={16} stroke={1.7} />
                </ActionIcon>
                <ActIcon aria-label={say.removeProperty({ key })} onClick={() => void remove(key, value)}>
                  <IconTrash size={16} stroke={1.7} />
                </ActIcon>
              </span>
            )}
          </div>
        ),
      )}
      {editing === '' && <PropertyForm image={image} property="" onClose={() => setEditing(undefined)} />}
    </section>
  );
}

function PropertyForm({ image, property, onClose }: { image: Image; property: string; onClose: () => void }) {
  const { change } = useImageActions();
  const isNew = property === '';
  const form = useForm({
    initial: { key: property, value: image.properties[property] ?? '' },
    check: ({ key, value }) =>
      isNew && Object.hasOwn(image.properties, keyOf(key))
        ? { key: say.propertyExists({ key: keyOf(key) }) }
        : propertyProblem(key, value),
    async send({ key, value }) {
      await change(image.id, { properties: { [keyOf(key)]: value } });
      onClose();
    },
    refused: (error) => ({ value: reasonOf(error) }),
  });
  return (
    <div className="list-row flat">
      <Form
        form={form}
        className="grow"
        deed={isNew ? say.addProperty : say.saveProperty}
        labels={{ key: say.property, value: say.value }}
        onCancel={onClose}
      >
        <div className="pair">
          <TextInput label={say.property} readOnly={!isNew} autoFocus={isNew} {...form.field('key')} />
          <TextInput label={say.value} autoFocus={!isNew} {...form.field('value')} />
        </div>
      </Form>
    </div>
  );
}
