import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState, type FormEvent } from 'react';
import { say } from '#text/images';
import { say as parts } from '#text/parts';
import { reasonOf } from '../../api/api-error.ts';
import type { Image } from '../../api/images.ts';
import { ActButton, ActIcon } from '../../parts/act-button.tsx';
import { noteFailure, noteWithUndo } from '../../parts/undo-note.tsx';
import { keyOf, propertyProblem } from './image-rules.ts';
import { useImageChange } from './use-image-change.ts';
import css from './images.module.css';

/** What the image says of itself. Its owner adds, changes and takes away. */
export function ImageProperties({ image, mine }: { image: Image; mine: boolean }) {
  const change = useImageChange(image);
  /** The property in the form: its name, or an empty string for a new one. */
  const [editing, setEditing] = useState<string>();
  const properties = Object.entries(image.properties).toSorted(([one], [other]) => (one < other ? -1 : 1));
  async function remove(key: string, value: string): Promise<void> {
    try {
      await change({ properties: { [key]: '' } });
      noteWithUndo(say.propertyRemoved({ key }), () => change({ properties: { [key]: value } }));
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
  const change = useImageChange(image);
  const [key, setKey] = useState(property);
  const [value, setValue] = useState(image.properties[property] ?? '');
  const [problem, setProblem] = useState<{ key?: string; value?: string }>({});
  const [working, setWorking] = useState(false);
  async function submit(event: FormEvent) {
    event.preventDefault();
    if (working) return;
    const name = keyOf(key);
    const taken = property === '' && Object.hasOwn(image.properties, name);
    const found = taken ? { key: say.propertyExists({ key: name }) } : propertyProblem(key, value);
    setProblem(found);
    if (Object.keys(found).length > 0) return;
    setWorking(true);
    try {
      await change({ properties: { [name]: value } });
      onClose();
    } catch (error) {
      setProblem({ value: reasonOf(error) });
      setWorking(false);
    }
  }
  return (
    <form className="list-row flat" onSubmit={(event) => void submit(event)}>
      <div className="grid close grow">
        <div className="pair">
          <TextInput
            label={say.property}
            value={key}
            readOnly={property !== ''}
            error={problem.key}
            {...(property === '' ? { 'data-autofocus': true, autoFocus: true } : {})}
            onChange={(event) => setKey(event.currentTarget.value)}
          />
          <TextInput
            label={say.value}
            value={value}
            error={problem.value}
            autoFocus={property !== ''}
            onChange={(event) => setValue(event.currentTarget.value)}
          />
        </div>
        <div className="row end-row">
          <Button variant="default" size="compact-md" onClick={onClose}>
            {parts.cancel}
          </Button>
          <ActButton type="submit" size="compact-md" loading={working}>
            {property === '' ? say.addProperty : say.saveProperty}
          </ActButton>
        </div>
      </div>
    </form>
  );
}
