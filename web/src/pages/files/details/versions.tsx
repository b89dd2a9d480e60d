import { say } from '#text/files';
import { ActionIcon } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconDownload } from '@tabler/icons-react';
import { downloadAddress, type Entry } from '../../../api/files.ts';
import { versionsQuery } from '../../../api/file-facts.ts';
import type { Person } from '../../../api/session.ts';
import { useNow } from '../../../live/use-now.ts';
import { ActButton } from '../../../parts/act-button.tsx';
import { Loaded } from '../../../parts/loaded.tsx';
import { ago, bytes, exactTime } from '../../../text/format.ts';
import styles from '../files.module.css';
import { leafOf } from '../transfer/plan.ts';
import { usePersonWord } from './person-word.ts';
import { useRestore } from './use-restore.ts';

/** Every version of a file: who made it, when, how large it is; each can be had, and be the newest again. */
export function Versions({ person, container, entry }: { person: Person; container: string; entry: Entry }) {
  const versions = useQuery(versionsQuery(person.uuid, container, entry.name));
  const now = useNow();
  const restore = useRestore(person.uuid, container, entry.name);
  const word = usePersonWord(person, versions.data?.versions.map(({ by }) => by) ?? []);
  return (
    <Loaded of={versions} failed={{ title: say.versionsNotLoaded, stillWorks: say.storedSafely }}>
      {({ versions: all, more }) => (
        <>
          <ol className={styles['versions']}>
            {all.map(({ version, made: when, bytes: size, by }, at) => {
              return (
                <li key={version}>
                  <span>
                    <b title={exactTime(when)}>{ago(when, now)}</b>
                    <span className="sub small">{[word(by), bytes(size)].join(' · ')}</span>
                  </span>
                  <ActionIcon
                    component="a"
                    href={downloadAddress(person.uuid, container, entry.name, version)}
                    download={leafOf(entry.name)}
                    aria-label={say.downloadVersionOf({ when: exactTime(when) })}
                  >
                    <IconDownload size={16} stroke={1.7} />
                  </ActionIcon>
                  {at === 0 ? (
                    <span className="sub small">{say.newestVersion}</span>
                  ) : (
                    <ActButton
                      size="compact-sm"
                      variant="default"
                      loading={restore.isPending && restore.variables === version}
                      aria-label={say.restoreVersionOf({ when: exactTime(when) })}
                      onClick={() => restore.mutate(version)}
                    >
                      {say.restoreVersion}
                    </ActButton>
                  )}
                </li>
              );
            })}
          </ol>
          {more && <p className="sub small">{say.olderVersions({ count: all.length })}</p>}
        </>
      )}
    </Loaded>
  );
}
