import { Button, Checkbox, Select, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { say } from '#text/images';
import { say as parts } from '#text/parts';
import { keys, readAgain } from '../../api/keys.ts';
import { reasonOf } from '../../api/api-error.ts';
import { containersQuery, folderQuery } from '../../api/files.ts';
import { images } from '../../api/services.ts';
import type { Person } from '../../api/session.ts';
import { TRASH } from '../../api/trash.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { canBeDisk, imageNameOf } from './can-be-disk.ts';
import { bytes } from '../../text/format.ts';
import { ActButton } from '../../parts/act-button.tsx';
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
  const client = useQueryClient();
  const { data: containers } = useQuery(containersQuery(person.uuid));
  const [container, setContainer] = useState(preset?.container ?? null);
  const [object, setObject] = useState(preset?.object ?? null);
  const [name, setName] = useState(preset === undefined ? '' : imageNameOf(preset.object));
  const [setsUp, setSetsUp] = useState(true);
  const [diskFormat, setDiskFormat] = useState('diskdump');
  const [os, setOs] = useState('');
  const [users, setUsers] = useState('root');
  const [isPublic, setPublic] = useState(false);
  const [failure, setFailure] = useState('');
  const [working, setWorking] = useState(false);
  async function submit(event: FormEvent) {
    event.preventDefault();
    if (container === null || object === null) return setFailure(say.chooseFile);
    if (name.trim() === '') return setFailure(say.giveName);
    setWorking(true);
    try {
      const system = diskFormat === 'diskdump' ? { OSFAMILY: 'linux', ROOT_PARTITION: '1' } : {};
      const properties = {
        ...system,
        ...(os.trim() === '' ? {} : { OS: os.trim() }),
        ...(setsUp ? (users.trim() === '' ? {} : { USERS: users.trim() }) : { EXCLUDE_ALL_TASKS: 'yes' }),
      };
      const place = { account: person.uuid, container, object };
      await images.register(name.trim(), place, { diskFormat, isPublic, properties });
      await readAgain(client, keys.images());
      onClose();
      notifications.show({
        message: say.isImage({ image: plainName(name.trim()) }),
      });
    } catch (error) {
      setFailure(reasonOf(error));
      setWorking(false);
    }
  }
  return (
    <Dialog title={say.register} size={520} onClose={onClose}>
      <form className="grid close" onSubmit={(event) => void submit(event)}>
        <div className="pair">
          <Select
            label={say.container}
            data={(containers ?? [])
              .filter((each) => each.name !== TRASH)
              .map((each) => ({ value: each.name, label: plainName(containerWord(each.name)) }))}
            value={container}
            onChange={(value) => {
              setContainer(value);
              setObject(null);
            }}
            searchable
          />
          <FileSelect
            account={person.uuid}
            container={container}
            object={object}
            onChoose={(chosen) => {
              // A name that was typed stays.
              if (chosen !== null && (name === '' || name === imageNameOf(object ?? '')))
                setName(imageNameOf(chosen));
              setObject(chosen);
            }}
          />
        </div>
        <TextInput label={parts.name} value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <Select
          label={say.kindOfFile}
          data={FORMATS}
          value={diskFormat}
          allowDeselect={false}
          onChange={(value) => setDiskFormat(value ?? 'diskdump')}
        />
        <div className="pair">
          <TextInput
            label={say.system}
            placeholder="debian"
            value={os}
            onChange={(event) => setOs(event.currentTarget.value)}
          />
          {setsUp && (
            <TextInput
              label={say.accounts}
              value={users}
              onChange={(event) => setUsers(event.currentTarget.value)}
            />
          )}
        </div>
        <Checkbox
          size="xs"
          label={say.takesPassword}
          checked={setsUp}
          onChange={(event) => setSetsUp(event.currentTarget.checked)}
        />
        <Checkbox
          size="xs"
          label={say.forEveryone}
          checked={isPublic}
          onChange={(event) => setPublic(event.currentTarget.checked)}
        />
        {failure !== '' && (
          <p role="alert" className="failure">
            {failure}
          </p>
        )}
        <div className="row end-row">
          <Button variant="default" onClick={onClose}>
            {parts.cancel}
          </Button>
          <ActButton type="submit" loading={working}>
            {say.registerImage}
          </ActButton>
        </div>
      </form>
    </Dialog>
  );
}

function FileSelect({
  account,
  container,
  object,
  onChoose,
}: {
  account: string;
  container: string | null;
  object: string | null;
  onChoose: (name: string | null) => void;
}) {
  const { data } = useInfiniteQuery({
    ...folderQuery(account, container ?? '', ''),
    enabled: container !== null,
  });
  const files = (data?.pages ?? []).flatMap(({ entries }) => entries).filter(canBeDisk);
  const known = files.map(({ name, bytes: size }) => ({
    value: name,
    label: say.fileOf({ name: plainName(name), size: bytes(size) }),
  }));
  const all =
    object !== null && !files.some(({ name }) => name === object)
      ? [...known, { value: object, label: plainName(object) }]
      : known;
  return (
    <Select
      label={say.file}
      data={all}
      value={object}
      onChange={onChoose}
      searchable
      disabled={container === null}
      nothingFoundMessage={say.noDiskHere}
    />
  );
}
