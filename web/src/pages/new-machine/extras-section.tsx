import { Button, PasswordInput, Textarea } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { say } from '#text/new-machine';
import { bytes } from '../../text/format.ts';
import {
  type Extras,
  type ExtraProblems,
  FILE_BYTES,
  MOST_FILES,
  NEW_FILE,
  USER_DATA_BYTES,
} from './extras.ts';
import { Section, type SectionState } from './section.tsx';
import { StartFileFields } from './start-file-fields.tsx';
import css from './new-machine.module.css';

interface ExtrasSectionProps extends SectionState {
  extras: Extras;
  problems: ExtraProblems;
  /** Whether the chosen image sets a password. */
  setsPassword: boolean;
  onChange: (change: Partial<Extras>) => void;
}

/** What only some machines need: a password of one's own, user data, files. Nothing of it has to be filled in. */
export function ExtrasSection({ extras, problems, setsPassword, onChange, ...state }: ExtrasSectionProps) {
  const { password, userData, files } = extras;
  const summary = [
    ...(password !== '' && setsPassword ? [say.ownPassword] : []),
    ...(userData === '' ? [] : [say.userData]),
    ...(files.length === 0 ? [] : [say.countOfFiles({ count: files.length })]),
  ].join(', ');
  return (
    <Section {...state} number={5} title={say.extras} summary={summary === '' ? say.none : summary}>
      <div className="grid">
        {setsPassword && (
          <PasswordInput
            label={say.passwordOptional}
            description={say.passwordRule}
            value={password}
            error={problems['password']}
            aria-invalid={problems['password'] !== undefined}
            maw={420}
            autoComplete="new-password"
            onChange={(event) => onChange({ password: event.currentTarget.value })}
          />
        )}
        <Textarea
          label={say.userDataOptional}
          description={say.userDataHow({ most: bytes(USER_DATA_BYTES) })}
          value={userData}
          error={problems['userData']}
          rows={5}
          spellCheck={false}
          classNames={{ input: 'mono tiny' }}
          onChange={(event) => onChange({ userData: event.currentTarget.value })}
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
              problem={(field) => problems[`files.${at}.${field}`]}
              onChange={(change) =>
                onChange({
                  files: files.map((each, place) => (place === at ? { ...each, ...change } : each)),
                })
              }
              onRemove={() => onChange({ files: files.filter((_, place) => place !== at) })}
            />
          ))}
          {problems['files'] !== undefined && (
            <p role="alert" className="failure">
              {problems['files']}
            </p>
          )}
          <div>
            <Button
              size="xs"
              variant="default"
              leftSection={<IconPlus size={14} aria-hidden />}
              disabled={files.length >= MOST_FILES}
              onClick={() => onChange({ files: [...files, NEW_FILE] })}
            >
              {say.addFile}
            </Button>
          </div>
        </fieldset>
      </div>
    </Section>
  );
}
