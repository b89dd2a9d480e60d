import { Checkbox, Select, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { say } from '#text/images';
import { say as parts } from '#text/parts';
import { containersQuery, folderQuery } from '../../api/files.ts';
import type { Person } from '../../api/session.ts';
import { TRASH } from '../../api/trash.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { canBeDisk, imageNameOf } from './can-be-disk.ts';
import { bytes } from '../../text/format.ts';
import { useImageActions } from '../../live/image-actions.ts';
import { Form } from '../../parts/form/form.tsx';
import { useForm } from '../../parts/form/use-form.ts';
import { plainName } from '../../text/plain-name.ts';
import { containerWord } from '../files/container-words.ts';

const FORMATS = [
  { value: 'diskdump', label: say.wholeDisk },
  { value: 'extdump', label: say.linuxFiles },
  { value: 'ntfsdump', label: say.windowsFiles },
];

/** Makes an image of a file in Files; the file is not copied and stays where it is. */
export function RegisterDialog({
  person,
  onClose,
  preset,
}: {
  person: Person;
  onClose: () => void;
  preset?: { container: string; object: string };
}) {
  const { register } = useImageActions();
  const { data: containers } = useQuery(containersQuery(person.uuid));
  const form = useForm({
    initial: {
      container: preset?.container ?? '',
      object: preset?.object ?? '',
      name: preset === undefined ? '' : imageNameOf(preset.object),
      diskFormat: 'diskdump',
      os: '',
      users: 'root',
      setsUp: true,
      isPublic: false,
    },
    check: ({ object, name }) => ({
      ...(object === '' ? { object: say.chooseFile } : {}),
      ...(name.trim() === '' ? { name: say.giveName } : {}),
    }),
    async send({ container, object, name, diskFormat, os, users, setsUp, isPublic }) {
      const properties = {
        ...(diskFormat === 'diskdump' ? { OSFAMILY: 'linux', ROOT_PARTITION: '1' } : {}),
        ...(os.trim() === '' ? {} : { OS: os.trim() }),
        ...(setsUp ? (users.trim() === '' ? {} : { USERS: users.trim() }) : { EXCLUDE_ALL_TASKS: 'yes' }),
      };
      const place = { account: person.uuid, container, object };
      await register(name.trim(), place, { diskFormat, isPublic, properties });
      onClose();
      notifications.show({ message: say.isImage({ image: plainName(name.trim()) }) });
    },
  });
  const { container, object, name, setsUp } = form.values;
  return (
    <Dialog title={say.register} size={520} onClose={onClose}>
      <Form
        form={form}
        deed={say.registerImage}
        labels={{
          container: say.container,
          object: say.file,
          name: parts.name,
          diskFormat: say.kindOfFile,
          os: say.system,
          users: say.accounts,
          setsUp: say.takesPassword,
          isPublic: say.forEveryone,
        }}
        onCancel={onClose}
      >
        <div className="pair">
          <Select
            label={say.container}
            data={(containers ?? [])
              .filter((each) => each.name !== TRASH)
              .map((each) => ({ value: each.name, label: plainName(containerWord(each.name)) }))}
            searchable
            openOnFocus={false}
            {...(preset === undefined ? { 'data-autofocus': true } : {})}
            {...form.choice('container')}
            onChange={(value) => {
              form.set('container', value ?? '');
              form.set('object', '');
            }}
          />
          <FileSelect
            account={person.uuid}
            container={container}
            {...form.choice('object')}
            onChange={(chosen) => {
              // A name that was typed stays.
              if (chosen !== null && (name === '' || name === imageNameOf(object)))
                form.set('name', imageNameOf(chosen));
              form.set('object', chosen ?? '');
            }}
          />
        </div>
        <TextInput
          label={parts.name}
          {...(preset === undefined ? {} : { 'data-autofocus': true })}
          {...form.field('name')}
        />
        <Select label={say.kindOfFile} data={FORMATS} allowDeselect={false} {...form.choice('diskFormat')} />
        <div className="pair">
          <TextInput label={say.system} placeholder="debian" {...form.field('os')} />
          {setsUp && <TextInput label={say.accounts} {...form.field('users')} />}
        </div>
        <Checkbox size="xs" label={say.takesPassword} {...form.flag('setsUp')} />
        <Checkbox size="xs" label={say.forEveryone} {...form.flag('isPublic')} />
      </Form>
    </Dialog>
  );
}

interface FileSelectProps {
  account: string;
  container: string;
  value: string | null;
  error?: string;
  onChange: (name: string | null) => void;
}

function FileSelect({ account, container, value, ...field }: FileSelectProps) {
  const { data } = useInfiniteQuery({ ...folderQuery(account, container, ''), enabled: container !== '' });
  const files = (data?.pages ?? []).flatMap(({ entries }) => entries).filter(canBeDisk);
  const known = files.map(({ name, bytes: size }) => ({
    value: name,
    label: say.fileOf({ name: plainName(name), size: bytes(size) }),
  }));
  const all =
    value !== null && !files.some(({ name }) => name === value)
      ? [...known, { value, label: plainName(value) }]
      : known;
  return (
    <Select
      label={say.file}
      data={all}
      searchable
      disabled={container === ''}
      nothingFoundMessage={say.noDiskHere}
      value={value}
      {...field}
    />
  );
}
