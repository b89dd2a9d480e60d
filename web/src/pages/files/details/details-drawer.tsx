import { say } from '#text/files';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconDownload, IconUsers } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { fileFactsQuery, isFolderStartQuery } from '../../../api/file-facts.ts';
import { downloadAddress, type Entry, type Right } from '../../../api/files.ts';
import { TRASH } from '../../../api/trash.ts';
import { CopyButton } from '../../../parts/copy-button.tsx';
import { CopyIcon } from '../../../parts/copy-icon.tsx';
import { Drawer } from '../../../parts/drawer.tsx';
import { Loaded } from '../../../parts/loaded.tsx';
import { Name } from '../../../parts/name.tsx';
import { bytes, exactTime } from '../../../text/format.ts';
import { folderWord, placeWord } from '../container-words.ts';
import { useAskDeed } from '../file-deeds.tsx';
import styles from '../files.module.css';
import type { Place } from '../place.ts';
import { rightWord } from '../shared/shared-columns.tsx';
import { folderOf } from '../transfer/plan.ts';
import { usePersonWord } from './person-word.ts';
import { Preview } from './preview.tsx';
import { Versions } from './versions.tsx';

interface DetailsProps extends Omit<Place, 'folder'> {
  /** Whole name of what is looked at. */
  name: string;
  onClose: () => void;
}

/** All about one file or folder; of another's what its owner lets one know. */
export function DetailsDrawer({ person, owner, container, name, onClose }: DetailsProps) {
  const account = owner ?? person.uuid;
  const facts = useQuery(fileFactsQuery(account, container, name));
  return (
    <Drawer title={<Name of={folderWord(container, name)} />} onClose={onClose}>
      <Loaded
        of={facts}
        failed={{ title: say.detailsNotLoaded, stillWorks: say.storedSafely }}
        empty={<Missing account={account} container={container} name={name} />}
      >
        {(found) => (
          <Details
            person={person}
            {...(owner === undefined ? {} : { owner })}
            container={container}
            entry={{
              name,
              folder: found.isFolder,
              bytes: found.bytes,
              type: found.type.split(';')[0] ?? '',
              changed: changedAt(found.headers),
              hash: found.hash,
              by: found.headers['x-object-modified-by'] ?? '',
              sharing: found.sharing,
              ...rightOf(found.headers),
            }}
          />
        )}
      </Loaded>
    </Drawer>
  );
}

/** A name without an object: the start of other names, or gone meanwhile. */
function Missing({ account, container, name }: { account: string; container: string; name: string }) {
  const start = useQuery(isFolderStartQuery(account, container, name));
  return (
    <Loaded of={start} failed={{ title: say.detailsNotLoaded, stillWorks: say.storedSafely }}>
      {(isStart) => <p className="sub">{isStart ? say.implicitFolder : say.noSuchFile}</p>}
    </Loaded>
  );
}

function rightOf(headers: Readonly<Record<string, string>>): { allowedTo?: Right } {
  const right = headers['x-object-allowed-to'];
  return right === 'read' || right === 'write' ? { allowedTo: right } : {};
}

function changedAt(headers: Readonly<Record<string, string>>): string {
  const date = new Date(headers['x-object-version-timestamp'] ?? headers['last-modified'] ?? '');
  return Number.isNaN(date.getTime()) ? '' : date.toISOString();
}

function Details({
  person,
  owner,
  container,
  entry,
}: Omit<DetailsProps, 'name' | 'onClose'> & { entry: Entry }) {
  const ask = useAskDeed();
  const { by = '', hash, allowedTo } = entry;
  const account = owner ?? person.uuid;
  const word = usePersonWord(person, owner === undefined ? [by] : [by, owner]);
  const name = folderWord(container, entry.name);
  return (
    <div className={styles['details']}>
      {!entry.folder && <Preview account={account} container={container} entry={entry} />}
      <div className="row wrap-row">
        {!entry.folder && (
          <Button
            component="a"
            variant="default"
            size="compact-md"
            href={downloadAddress(account, container, entry.name)}
            download={name}
            leftSection={<IconDownload size={16} aria-hidden />}
          >
            {say.download}
          </Button>
        )}
        {container !== TRASH && owner === undefined && (
          <Button
            variant="default"
            size="compact-md"
            leftSection={<IconUsers size={16} aria-hidden />}
            onClick={() => ask('share', [entry])}
          >
            {say.share}
          </Button>
        )}
        <CopyButton text={`/${container}/${entry.name}`} label={say.copyPath} />
      </div>
      <dl className={styles['facts']}>
        <Fact label={say.kindOfThing}>{entry.folder ? say.aFolderThing : entry.type}</Fact>
        {!entry.folder && <Fact label={say.size}>{bytes(entry.bytes)}</Fact>}
        <Fact label={say.changed}>{exactTime(entry.changed)}</Fact>
        <Fact label={say.changedBy}>{word(by)}</Fact>
        {owner !== undefined && <Fact label={say.owner}>{word(owner)}</Fact>}
        {allowedTo !== undefined && <Fact label={say.youMay}>{rightWord(allowedTo)}</Fact>}
        <Fact label={say.where}>
          <Name of={placeWord(container, folderOf(entry.name), owner !== undefined)} />
        </Fact>
        {hash !== '' && !entry.folder && (
          <Fact label={say.contentName}>
            <span className="row">
              <span className="mono cut">{hash}</span>
              <CopyIcon text={hash} name={say.contentName} />
            </span>
          </Fact>
        )}
      </dl>
      {!entry.folder && owner === undefined && (
        <section>
          <h3>{say.versions}</h3>
          <Versions person={person} container={container} entry={entry} />
        </section>
      )}
    </div>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
