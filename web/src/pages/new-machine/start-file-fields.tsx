import { ActionIcon, Button, FileButton, Textarea, TextInput } from '@mantine/core';
import { IconTrash, IconUpload } from '@tabler/icons-react';
import { say } from '#text/new-machine';
import type { StartFile } from './extras.ts';
import css from './new-machine.module.css';

/** One file that is put into the machine: typed, or read from this computer. */
export function StartFileFields({
  number,
  file,
  problem,
  onChange,
  onRemove,
}: {
  number: number;
  file: StartFile;
  problem: (field: keyof StartFile) => string | undefined;
  onChange: (change: Partial<StartFile>) => void;
  onRemove: () => void;
}) {
  return (
    <div role="group" aria-label={say.fileNumber({ number })} className={`card pad grid close ${css.file}`}>
      <div className="row top-row">
        <TextInput
          className="grow"
          label={say.path}
          placeholder={say.pathExample}
          value={file.path}
          error={problem('path')}
          spellCheck={false}
          classNames={{ input: 'mono' }}
          onChange={(event) => onChange({ path: event.currentTarget.value })}
        />
        <ActionIcon mt={24} aria-label={say.removeFile({ number })} onClick={onRemove}>
          <IconTrash size={16} stroke={1.7} />
        </ActionIcon>
      </div>
      <Textarea
        label={say.content}
        value={file.text}
        error={problem('text')}
        rows={4}
        spellCheck={false}
        classNames={{ input: 'mono tiny' }}
        onChange={(event) => onChange({ text: event.currentTarget.value })}
      />
      <div>
        <FileButton onChange={(chosen) => void chosen?.text().then((text) => onChange({ text }))}>
          {(props) => (
            <Button {...props} size="xs" variant="default" leftSection={<IconUpload size={14} aria-hidden />}>
              {say.fromComputer}
            </Button>
          )}
        </FileButton>
      </div>
      <div className="pair">
        {(['owner', 'group', 'mode'] as const).map((field) => (
          <TextInput
            key={field}
            label={say[field]}
            value={file[field]}
            error={problem(field)}
            spellCheck={false}
            onChange={(event) => onChange({ [field]: event.currentTarget.value })}
          />
        ))}
      </div>
    </div>
  );
}
