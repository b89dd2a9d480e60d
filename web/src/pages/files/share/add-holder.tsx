import { say } from '#text/files';
import { Autocomplete } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { reasonOf } from '../../../api/api-error.ts';
import { groupsQuery } from '../../../api/file-facts.ts';
import { accountOf } from '../../../api/people.ts';
import type { Person } from '../../../api/session.ts';
import { ActButton } from '../../../parts/act-button.tsx';
import styles from '../files.module.css';
import { RightSelect } from './holder-row.tsx';
import { EVERYONE, type Holder, type Right } from './sharing-rules.ts';

/** Takes an e-mail, a uuid or a group. What was typed stays until it is shared. */
export function AddHolder({
  person,
  onAdd,
}: {
  person: Person;
  onAdd: (holder: Holder) => Promise<unknown>;
}) {
  const [text, setText] = useState('');
  const [right, setRight] = useState<Right>('view');
  const [failure, setFailure] = useState('');
  const [working, setWorking] = useState(false);
  const { data: groups = {} } = useQuery(groupsQuery(person.uuid));
  const groupNames = Object.keys(groups);
  const find = async (wanted: string): Promise<string | undefined> => {
    if (wanted === say.everyone) return EVERYONE;
    const group = groupNames.find((name) => say.groupNamed({ name }) === wanted || name === wanted);
    return group === undefined ? accountOf(wanted) : `${person.uuid}:${group}`;
  };
  const add = async (): Promise<string> => {
    try {
      const id = await find(text.trim());
      if (id === undefined) return say.noSuchPerson;
      if (id === person.uuid) return say.isYou;
      await onAdd({ id, right });
      setText('');
      return '';
    } catch (error) {
      return reasonOf(error);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() === '' || working) return;
    setWorking(true);
    void add().then((said) => {
      setFailure(said);
      setWorking(false);
    });
  };
  return (
    <form onSubmit={submit}>
      <div className={styles['add']}>
        <Autocomplete
          data-autofocus
          label={say.shareWith}
          placeholder={say.shareWithHint}
          data={[say.everyone, ...groupNames.map((name) => say.groupNamed({ name }))]}
          value={text}
          onChange={(value) => {
            setText(value);
            setFailure('');
          }}
          comboboxProps={{ withinPortal: false }}
          // Open at once it would lie over those who have it already.
          openOnFocus={false}
        />
        <RightSelect label={say.right} right={right} onRight={setRight} />
        <ActButton type="submit" loading={working}>
          {say.addPerson}
        </ActButton>
      </div>
      {failure !== '' && (
        <p className="bad-deed small" role="alert">
          {failure}
        </p>
      )}
    </form>
  );
}
