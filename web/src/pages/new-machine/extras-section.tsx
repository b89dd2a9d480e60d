import { Button, PasswordInput, Textarea, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { say } from '#text/new-machine';
import { bytes } from '../../text/format.ts';
import { FILE_BYTES, MOST_FILES, NEW_FILE, type StartFile, USER_DATA_BYTES } from './extras.ts';
import type { FormState } from '../../parts/form/use-form.ts';
import { Step, type StepState } from '../../parts/steps/steps.tsx';
import { StartFileFields } from './start-file-fields.tsx';
import type { Wishes } from './wishes.ts';
import css from './new-machine.module.css';

interface ExtrasSectionProps extends StepState {
  form: FormState<Wishes>;
  tags: string[];
  /** Whether the chosen image sets a password. */
  setsPassword: boolean;
}

const FIELDS = ['tags', 'password', 'userData', 'files'] as const;

/** What only some machines need: tags, a password of one's own, user data, files. Nothing of it has to be filled in. */
export function ExtrasSection({ form, tags, setsPassword, ...state }: ExtrasSectionProps) {
  const { password, userData, files } = form.values;
  const change = (changed: StartFile[]) => form.set('files', changed);
  const wrong = form.problems.find(([path]) => FIELDS.some((field) => path.startsWith(field)));
  const summary = [
    ...tags,
    ...(password !== '' && setsPassword ? [say.ownPassword] : []),
    ...(userData === '' ? [] : [say.userData]),
    ...(files.length === 0 ? [] : [say.countOfFiles({ count: files.length })]),
  ].join(', ');
  return (
    <Step
      {...state}
      problem={state.open ? undefined : wrong?.[1]}
      title={say.extras}
      summary={summary === '' ? say.none : summary}
    >
      <div className="grid">
        <TextInput
          label={say.tags}
          description={say.tagsHow}
          maw={420}
          value={form.values.tags ?? ''}
          error={form.problemOf('tags')}
          onChange={(event) => form.set('tags', event.currentTarget.value || undefined)}
        />
        {setsPassword && (
          <PasswordInput
            label={say.passwordOptional}
            description={say.passwordRule}
            aria-invalid={form.problemOf('password') !== undefined}
            maw={420}
            autoComplete="new-password"
            {...form.field('password')}
          />
        )}
        <Textarea
          label={say.userDataOptional}
          description={say.userDataHow({ most: bytes(USER_DATA_BYTES) })}
          rows={5}
          spellCheck={false}
          classNames={{ input: 'mono tiny' }}
          {...form.field('userData')}
        />
        <fieldset className={`grid plain-set ${css.files}`}>
          <legend>{say.filesOptional}</legend>
          <p className={`sub ${css.onlyScreen}`}>
            {say.filesHow({ most: MOST_FILES, size: bytes(FILE_BYTES) })}
          </p>
          {files.map((file, at) => (
            <StartFileFields
              key={at}
              number={at + 1}
              file={file}
              problem={(field) => form.problemOf(`files.${at}.${field}`)}
              onChange={(part) =>
                change(files.map((each, place) => (place === at ? { ...each, ...part } : each)))
              }
              onRemove={() => change(files.filter((_, place) => place !== at))}
            />
          ))}
          {form.problemOf('files') !== undefined && (
            <p role="alert" className="failure">
              {form.problemOf('files')}
            </p>
          )}
          <div>
            <Button
              size="xs"
              variant="default"
              leftSection={<IconPlus size={14} aria-hidden />}
              disabled={files.length >= MOST_FILES}
              onClick={() => change([...files, NEW_FILE])}
            >
              {say.addFile}
            </Button>
          </div>
        </fieldset>
      </div>
    </Step>
  );
}
