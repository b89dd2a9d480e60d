import { TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useState, type FormEvent } from 'react';
import { ApiError } from '../../api/api-error.ts';
import { compute } from '../../api/services.ts';
import { noteChange } from '../../live/machines.ts';
import { MachineDialog } from '../../parts/machine-dialogs.tsx';
import { whyNot } from '../../text/machine-words.ts';
import { useThisMachine } from './machine-context.ts';
import { ActButton, ActIcon } from '../../parts/act-button.tsx';
import { Name } from '../../parts/name.tsx';
import { plainName } from '../../text/plain-name.ts';

/** What can be changed about a machine while it stays itself. */
export function MachineSettings() {
  const view = useThisMachine();
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  const reason = whyNot(view.machine, 'destroy');
  return (
    <div className="grid" style={{ maxWidth: 720 }}>
      <NameForm key={view.machine.name} />
      <Metadata />
      <section className="card pad">
        <h2 className="h2">Destroy</h2>
        <p className="sub" style={{ margin: '4px 0 12px' }}>
          {reason ?? 'The machine and its disk are gone for good.'}
        </p>
        <ActButton
          color="red"
          variant="outline"
          disabled={reason !== null}
          leftSection={<IconTrash size={16} aria-hidden />}
          onClick={() => setAsking(true)}
        >
          Destroy machine…
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
  const client = useQueryClient();
  const [name, setName] = useState(machine.name);
  const [failure, setFailure] = useState('');
  async function submit(event: FormEvent) {
    event.preventDefault();
    if (name.trim() === '') return setFailure('Give the machine a name.');
    if (name.length > 255) return setFailure(`The name may have 255 characters; this has ${name.length}.`);
    try {
      await compute.renameServer(machine.id, name);
    } catch (error) {
      return setFailure(error instanceof ApiError ? error.message : 'It did not work. Try again.');
    }
    setFailure('');
    noteChange(client, machine.id, { name });
    await client.invalidateQueries({ queryKey: ['machine', machine.id] });
  }
  return (
    <section className="card pad">
      <form onSubmit={(event) => void submit(event)}>
        <div className="row" style={{ alignItems: 'flex-start' }}>
          <TextInput
            label="Name"
            style={{ flex: 1 }}
            value={name}
            error={failure === '' ? undefined : failure}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <ActButton type="submit" variant="default" mt={24}>
            Rename
          </ActButton>
        </div>
      </form>
    </section>
  );
}

function Metadata() {
  const { machine } = useThisMachine();
  const client = useQueryClient();
  const [key, setKey] = useState('');
  const [value, setValue] = useState('');
  const [failure, setFailure] = useState('');
  const change = async (act: () => Promise<void>): Promise<boolean> => {
    try {
      await act();
    } catch (error) {
      setFailure(error instanceof ApiError ? error.message : 'It did not work. Try again.');
      return false;
    }
    setFailure('');
    await client.invalidateQueries({ queryKey: ['machine', machine.id] });
    return true;
  };
  async function add(event: FormEvent) {
    event.preventDefault();
    if (key.trim() === '') return setFailure('Give the entry a name.');
    if (!(await change(() => compute.setMetadata(machine.id, { [key.trim()]: value })))) return;
    setKey('');
    setValue('');
  }
  return (
    <section className="card clip" aria-label="Metadata">
      <div className="card-head">
        <h2 className="h2">Metadata</h2>
        <span className="sub">Notes for programs: at most ten, kept with the machine.</span>
      </div>
      {Object.entries(machine.metadata).map(([name, text]) => (
        <div key={name} className="list-row" style={{ padding: '6px 8px 6px 16px' }}>
          <span className="mono" style={{ minWidth: 120 }}>
            <Name of={name} />
          </span>
          <span className="cut">
            <Name of={text} />
          </span>
          <ActIcon
            className="push"
            aria-label={`Remove ${plainName(name)}`}
            onClick={() => void change(() => compute.deleteMetadata(machine.id, name))}
          >
            <IconTrash size={16} stroke={1.7} />
          </ActIcon>
        </div>
      ))}
      <form
        onSubmit={(event) => void add(event)}
        className="row pad wrap-row"
        style={{ borderTop: '1px solid var(--line)' }}
      >
        <TextInput
          aria-label="Name of the entry"
          placeholder="Name"
          style={{ flex: '1 1 140px' }}
          value={key}
          maxLength={50}
          onChange={(event) => setKey(event.currentTarget.value)}
        />
        <TextInput
          aria-label="Value of the entry"
          placeholder="Value"
          style={{ flex: '3 1 180px' }}
          value={value}
          maxLength={500}
          onChange={(event) => setValue(event.currentTarget.value)}
        />
        <ActButton type="submit" variant="default" leftSection={<IconPlus size={15} aria-hidden />}>
          Add
        </ActButton>
      </form>
      {failure !== '' && (
        <p role="alert" style={{ color: 'var(--bad)', margin: '0 16px 12px' }}>
          {failure}
        </p>
      )}
    </section>
  );
}
