import { TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useState, type FormEvent } from 'react';
import { say } from '#text/one-machine';
import { say as parts } from '#text/parts';
import { keys, readAgain } from '../../api/keys.ts';
import { ApiError } from '../../api/api-error.ts';
import { compute } from '../../api/services.ts';
import { noteChange } from '../../live/machines.ts';
import { MachineDialog } from '../../parts/machine-dialogs.tsx';
import { whyNot } from '../../text/machine-words.ts';
import { useThisMachine } from './machine-context.ts';
import { ActButton, ActIcon } from '../../parts/act-button.tsx';
import { Name } from '../../parts/name.tsx';
import { plainName } from '../../text/plain-name.ts';
import css from './machine.module.css';

/** What can be changed about a machine while it stays itself. */
export function MachineSettings() {
  const view = useThisMachine();
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  const reason = whyNot(view.machine, 'destroy');
  return (
    <div className={`grid ${css.settings}`}>
      <NameForm key={view.machine.name} />
      <Metadata />
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
  const client = useQueryClient();
  const [name, setName] = useState(machine.name);
  const [failure, setFailure] = useState('');
  async function submit(event: FormEvent) {
    event.preventDefault();
    if (name.trim() === '') return setFailure(say.giveName);
    if (name.length > 255) return setFailure(say.nameTooLong({ length: name.length }));
    try {
      await compute.renameServer(machine.id, name);
    } catch (error) {
      return setFailure(error instanceof ApiError ? error.message : say.didNotWork);
    }
    setFailure('');
    noteChange(client, machine.id, { name });
    await readAgain(client, keys.machine(machine.id));
  }
  return (
    <section className="card pad">
      <form onSubmit={(event) => void submit(event)}>
        <div className="row top-row">
          <TextInput
            label={parts.name}
            className="grow"
            value={name}
            error={failure === '' ? undefined : failure}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <ActButton type="submit" variant="default" mt={24}>
            {say.rename}
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
      setFailure(error instanceof ApiError ? error.message : say.didNotWork);
      return false;
    }
    setFailure('');
    await readAgain(client, keys.machine(machine.id));
    return true;
  };
  async function add(event: FormEvent) {
    event.preventDefault();
    if (key.trim() === '') return setFailure(say.entryNeedsName);
    if (!(await change(() => compute.setMetadata(machine.id, { [key.trim()]: value })))) return;
    setKey('');
    setValue('');
  }
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
            onClick={() => void change(() => compute.deleteMetadata(machine.id, name))}
          >
            <IconTrash size={16} stroke={1.7} />
          </ActIcon>
        </div>
      ))}
      <form onSubmit={(event) => void add(event)} className={`row pad wrap-row ${css.newEntry}`}>
        <TextInput
          aria-label={say.entryName}
          placeholder={parts.name}
          value={key}
          maxLength={50}
          onChange={(event) => setKey(event.currentTarget.value)}
        />
        <TextInput
          aria-label={say.entryValue}
          placeholder={say.value}
          value={value}
          maxLength={500}
          onChange={(event) => setValue(event.currentTarget.value)}
        />
        <ActButton type="submit" variant="default" leftSection={<IconPlus size={15} aria-hidden />}>
          {say.add}
        </ActButton>
      </form>
      {failure !== '' && (
        <p role="alert" className={`failure ${css.entryFailure}`}>
          {failure}
        </p>
      )}
    </section>
  );
}
