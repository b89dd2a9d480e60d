import { say } from '#text/files';
import { Button } from '@mantine/core';
import type { Entry } from '../../../api/files.ts';
import type { Person } from '../../../api/session.ts';
import { ActButton } from '../../../parts/act-button.tsx';
import { Dialog } from '../../../parts/dialog.tsx';
import { Loaded } from '../../../parts/loaded.tsx';
import { Name } from '../../../parts/name.tsx';
import { noteWithUndo } from '../../../parts/undo-note.tsx';
import { plainName } from '../../../text/plain-name.ts';
import { folderWord } from '../container-words.ts';
import styles from '../files.module.css';
import { usePersonWord } from '../details/person-word.ts';
import { AddHolder } from './add-holder.tsx';
import { HolderRow, holderWord } from './holder-row.tsx';
import { followedFolder, holdersOf, peopleOf, withHolder, withoutHolder } from './sharing-rules.ts';
import { useSharing } from './use-sharing.ts';

interface ShareDialogProps {
  person: Person;
  container: string;
  entry: Entry;
  onClose: () => void;
}

/** Who else has a file or folder. Only the nearest list counts: what has none of its own follows its folder. */
export function ShareDialog({ person, container, entry, onClose }: ShareDialogProps) {
  const sharing = useSharing(person.uuid, container, entry);
  const holders = holdersOf(sharing.sharing);
  const word = usePersonWord(person, peopleOf(holders));
  const followed = followedFolder(sharing.sharedBy);
  return (
    <Dialog
      title={say.shareTitle({ name: plainName(folderWord(container, entry.name)) })}
      size={560}
      onClose={onClose}
    >
      <div className={styles['share']}>
        <AddHolder person={person} onAdd={(holder) => sharing.share(withHolder(sharing.sharing, holder))} />
        <Loaded of={sharing.facts} failed={{ title: say.sharingNotLoaded }}>
          {() => (
            <section aria-label={say.sharedWithTitle}>
              <h3>{say.sharedWithTitle}</h3>
              <p className="sub small">{entry.folder ? say.theySeeFolder : say.theySeeFile}</p>
              {followed !== undefined && (
                <div className="note">
                  <span>{say.follows({ folder: <Name of={followed.folder} /> })}</span>
                </div>
              )}
              {holders.length === 0 && <p className="sub">{say.nobodyElse}</p>}
              <ul
                className={styles['holders']}
                {...(followed === undefined ? {} : { 'data-followed': true })}
              >
                {holders.map((holder) => (
                  <HolderRow
                    key={holder.id}
                    holder={holder}
                    name={holderWord(holder, word)}
                    onRight={(right) => void sharing.share(withHolder(sharing.sharing, { ...holder, right }))}
                    onRemove={() => {
                      const before = sharing.sharing;
                      void sharing
                        .share(withoutHolder(before, holder.id))
                        .then(() =>
                          noteWithUndo(say.accessRemoved({ name: holderWord(holder, word) }), () =>
                            sharing.share(before),
                          ),
                        );
                    }}
                  />
                ))}
              </ul>
              {followed === undefined && holders.length > 0 && entry.name.includes('/') && (
                <ActButton
                  mt={10}
                  size="compact-sm"
                  variant="default"
                  title={say.followFolderMeans}
                  onClick={() => void sharing.share(sharing.nobody)}
                >
                  {say.followFolder}
                </ActButton>
              )}
            </section>
          )}
        </Loaded>
      </div>
      <div className="dialog-acts">
        <Button onClick={onClose}>{say.done}</Button>
      </div>
    </Dialog>
  );
}
