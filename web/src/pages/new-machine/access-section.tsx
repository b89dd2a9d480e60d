import { Button, Checkbox, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { IconKey, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { SshKey } from '../../api/ssh-keys.ts';
import { counted } from '../../text/format.ts';
import { AddKeyDialog } from '../access/add-key-dialog.tsx';
import { Section, type SectionState } from './section.tsx';
import { plainName } from '../../text/plain-name.ts';

interface AccessSectionProps extends SectionState {
  name: string;
  nameProblem?: string;
  onName: (name: string) => void;
  /** What the chosen image takes at its first start. */
  takes: { password: boolean; keys: boolean };
  keys: SshKey[] | null;
  chosenKeys: string[];
  onKeys: (names: string[]) => void;
}

/** What the machine is called and who can log in to it. */
export function AccessSection({
  name,
  nameProblem,
  onName,
  takes,
  keys,
  chosenKeys,
  onKeys,
  ...state
}: AccessSectionProps) {
  const client = useQueryClient();
  const [adding, setAdding] = useState(false);
  const access =
    takes.keys && chosenKeys.length > 0
      ? counted(chosenKeys.length, 'SSH key')
      : takes.password
        ? 'password'
        : 'no password';
  return (
    <Section {...state} number={4} title="Name and access" summary={`“${plainName(name)}”, ${access}`}>
      <TextInput
        label="Name"
        value={name}
        error={nameProblem}
        maw={420}
        onChange={(event) => onName(event.currentTarget.value)}
      />
      {takes.keys && keys !== null && (
        <fieldset className="grid plain-set" style={{ gap: 10, marginTop: 18 }}>
          <legend style={{ fontSize: 13, fontWeight: 560, padding: 0, marginBottom: 8 }}>SSH keys</legend>
          {keys.map((key) => (
            <Checkbox
              key={key.name}
              size="xs"
              label={plainName(key.name)}
              checked={chosenKeys.includes(key.name)}
              onChange={(event) =>
                onKeys(
                  event.currentTarget.checked
                    ? [...chosenKeys, key.name]
                    : chosenKeys.filter((each) => each !== key.name),
                )
              }
            />
          ))}
          <div>
            <Button
              size="xs"
              variant="default"
              leftSection={<IconPlus size={14} aria-hidden />}
              onClick={() => setAdding(true)}
            >
              Add a key
            </Button>
          </div>
        </fieldset>
      )}
      <p className="sub row" style={{ margin: '16px 0 0', alignItems: 'flex-start' }}>
        <IconKey size={16} style={{ flex: 'none', marginTop: 2 }} aria-hidden />
        <span>
          {takes.password
            ? 'A password is made as well. It waits on the machine’s page until you have kept it, for a day at most.'
            : takes.keys
              ? 'This image sets no password: a key is the way in.'
              : 'This image sets no password and takes no keys: log in the way it was made for.'}
        </span>
      </p>
      {adding && (
        <AddKeyDialog
          onClose={() => setAdding(false)}
          onAdded={(added) => {
            onKeys([...chosenKeys, added]);
            void client.invalidateQueries({ queryKey: ['ssh-keys'] });
          }}
        />
      )}
    </Section>
  );
}
