import { Button, Checkbox, TextInput } from '@mantine/core';
import { IconKey, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { say } from '#text/new-machine';
import { say as parts } from '#text/parts';
import type { SshKey } from '../../api/ssh-keys.ts';
import { AddKeyDialog } from '../access/add-key-dialog.tsx';
import { Step, type StepState } from '../../parts/steps/steps.tsx';
import { plainName } from '../../text/plain-name.ts';
import { MOST_AT_ONCE } from './draft.ts';
import css from './new-machine.module.css';

interface AccessSectionProps extends StepState {
  name: string;
  nameProblem: string | undefined;
  onName: (name: string) => void;
  count: number;
  /** Without it there is one machine, which takes the place of another. */
  onCount?: (count: number) => void;
  /** What the chosen image takes at its first start. */
  takes: { password: boolean; keys: boolean };
  /** One was typed below, so that none is made. */
  ownPassword: boolean;
  keys: SshKey[] | null;
  chosenKeys: string[];
  onKeys: (names: string[]) => void;
}

/** What the machine is called and who can log in to it. */
export function AccessSection({
  name,
  nameProblem,
  onName,
  count,
  onCount,
  takes,
  ownPassword,
  keys,
  chosenKeys,
  onKeys,
  ...state
}: AccessSectionProps) {
  const [adding, setAdding] = useState(false);
  const access =
    takes.keys && chosenKeys.length > 0
      ? say.countOfKeys({ count: chosenKeys.length })
      : takes.password
        ? say.password
        : say.noPassword;
  return (
    <Step
      {...state}
      problem={state.open ? undefined : nameProblem}
      title={say.access}
      summary={[
        say.accessSummary({ name: plainName(name), access }),
        ...(count > 1 ? [`× ${count}`] : []),
      ].join(' ')}
    >
      <TextInput
        label={parts.name}
        value={name}
        error={nameProblem}
        maw={420}
        onChange={(event) => onName(event.currentTarget.value)}
      />
      {onCount !== undefined && (
        <TextInput
          type="number"
          mt={18}
          maw={200}
          label={say.howMany}
          description={say.numbered}
          min={1}
          max={MOST_AT_ONCE}
          value={count}
          onChange={(event) => onCount(countOf(event.currentTarget.value))}
        />
      )}
      {takes.keys && keys !== null && (
        <fieldset className={`grid plain-set ${css.keys}`}>
          <legend>{say.sshKeys}</legend>
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
              {say.addKey}
            </Button>
          </div>
        </fieldset>
      )}
      <p className={`sub row top-row ${css.hint}`}>
        <IconKey size={16} aria-hidden />
        <span>
          {takes.password
            ? ownPassword
              ? say.passwordTyped
              : say.passwordMade
            : takes.keys
              ? say.keyIsTheWay
              : say.ownWayIn}
        </span>
      </p>
      {adding && (
        <AddKeyDialog onClose={() => setAdding(false)} onAdded={(added) => onKeys([...chosenKeys, added])} />
      )}
    </Step>
  );
}

/** What was typed, kept within what may be asked for. */
function countOf(text: string): number {
  const count = Math.trunc(Number(text));
  return Number.isNaN(count) ? 1 : Math.min(MOST_AT_ONCE, Math.max(1, count));
}
