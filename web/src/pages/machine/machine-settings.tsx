import { TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { say } from '#text/one-machine';
import { say as parts } from '#text/parts';
import { reasonOf } from '../../api/api-error.ts';
import { useMachineActions } from '../../live/machine-actions.ts';
import { Form } from '../../parts/form/form.tsx';
import { useForm } from '../../parts/form/use-form.ts';
import { MachineDialog } from '../../parts/machine-dialogs.tsx';
import { whyNot } from '../../text/machine-words.ts';
import { RescueCard } from './rescue-card.tsx';
import { ResizeCard } from './resize-card.tsx';
import { TagsCard } from './tags-card.tsx';
import { useThisMachine } from './machine-context.ts';
import { ActButton, ActIcon } from '../../parts/act-button.tsx';
import { Name } from '../../parts/name.tsx';
import { noteFailure } from '../../parts/undo-note.tsx';
import { plainName } from '../../text/plain-name.ts';
import css from './machine.module.css';

const LONGEST_NAME = 255;

/** What can be changed about a machine while it stays itself. */
export function MachineSettings() {
  const view = useThisMachine();
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  const reason = whyNot(view.machine, 'destroy');
  return (
    <div className={`grid ${css.settings}`}>
      <NameForm key={view.machine.name} />
      <TagsCard />
      <Metadata />
      <ResizeCard />
      <RescueCard />
      <section className="card pad">
        <h2 className="h2">{say.destroy}</h2>
        <p className={`sub ${css.head}`}>{reason ?? say.goneForGood}</p>
        <ActButton
          color="red"
          variant="outline"
          disabled={reason !== null}
          leftSection={<IconTrash size={16} aria-hidden />}
          onClick={() => setAsking(true)}
        >
          {say.destroyMachine}
        </ActButton>
      </section>
      {asking && (
        <MachineDialog
          view={view}
          asked="destroy"
          onClose={() => setAsking(false)}
          onDone={() => void navigate({ to: '/machines' })}
        />
      )}
    </div>
  );
}

function NameForm() {
  const { machine } = useThisMachine();
  const { rename } = useMachineActions();
  const form = useForm({
    initial: { name: machine.name },
    check: ({ name }) =>
      name.trim() === ''
        ? { name: say.giveName }
        : name.length > LONGEST_NAME
          ? { name: say.nameTooLong({ length: name.length }) }
          : {},
    send: ({ name }) => rename(machine, name),
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

function Metadata() {
  const { machine } = useThisMachine();
  const { setMetadata } = useMachineActions();
  const form = useForm({
    initial: { key: '', value: '' },
    check: ({ key }) => (key.trim() === '' ? { key: say.entryNeedsName } : {}),
    send: ({ key, value }) => setMetadata(machine, key.trim(), value),
    again: true,
  });
  const remove = (name: string) =>
    void setMetadata(machine, name, undefined).catch((error: unknown) =>
      noteFailure(say.remove({ name: plainName(name) }), error),
    );
  return (
    <section className="card clip" aria-label={say.metadata}>
      <div className="card-head">
        <h2 className="h2">{say.metadata}</h2>
        <span className="sub">{say.metadataMeans}</span>
      </div>
      {Object.entries(machine.metadata).map(([name, text]) => (
        <div key={name} className={`list-row ${css.entry}`}>
          <span className="mono">
            <Name of={name} />
          </span>
          <span className="cut">
            <Name of={text} />
          </span>
          <ActIcon
            className="push"
            aria-label={say.remove({ name: plainName(name) })}
            onClick={() => remove(name)}
          >
            <IconTrash size={16} stroke={1.7} />
          </ActIcon>
        </div>
      ))}
      <Form
        row
        form={form}
        className={`pad ${css.newEntry}`}
        deed={say.add}
        labels={{ key: say.entryName, value: say.entryValue }}
      >
        <TextInput label={say.entryName} maxLength={50} {...form.field('key')} />
        <TextInput label={say.entryValue} maxLength={500} {...form.field('value')} />
      </Form>
    </section>
  );
}
