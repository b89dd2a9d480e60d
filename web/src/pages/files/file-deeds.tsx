import { say } from '#text/files';
import { createContext, useContext, useMemo, useState, type ReactNode } from 'react';
import type { Entry } from '../../api/files.ts';
import { plainName } from '../../text/plain-name.ts';
import { RegisterDialog } from '../images/register-dialog.tsx';
import { folderWord } from './container-words.ts';
import { DestroyFilesDialog } from './destroy-files-dialog.tsx';
import { NameDialog } from './name-dialog.tsx';
import type { Place } from './place.ts';
import { ShareDialog } from './share/share-dialog.tsx';
import { FolderPicker } from './transfer/folder-picker.tsx';
import { leafOf, renaming, transfersInto } from './transfer/plan.ts';
import { useTransfers } from './transfer/transfer-context.tsx';

export type Deed = 'rename' | 'move' | 'copy' | 'destroy' | 'register' | 'share';

type Ask = (deed: Deed, entries: Entry[]) => void;

const AskContext = createContext<Ask>(() => undefined);

/** Opens the dialog of a deed for files of the place that is shown. */
export const useAskDeed = (): Ask => useContext(AskContext);

/** The dialogs over a place, one at a time, opened from rows, bars and keys alike. */
export function FileDeeds({ place, children }: { place: Place; children: ReactNode }) {
  const [asked, setAsked] = useState<{ deed: Deed; entries: Entry[] }>();
  const ask = useMemo(
    (): Ask => (deed, entries) => {
      if (entries.length > 0) setAsked({ deed, entries });
    },
    [],
  );
  return (
    <AskContext value={ask}>
      {children}
      {asked !== undefined && <DeedDialog {...asked} place={place} onClose={() => setAsked(undefined)} />}
    </AskContext>
  );
}

interface DeedDialogProps {
  deed: Deed;
  entries: Entry[];
  place: Place;
  onClose: () => void;
}

function DeedDialog({ deed, entries, place, onClose }: DeedDialogProps) {
  const { person, container, folder } = place;
  const { into, run } = useTransfers();
  const [first] = entries;
  if (first === undefined) return null;
  const name = folderWord(container, first.name);
  const what = entries.length === 1 ? plainName(name) : say.things({ count: entries.length });
  if (deed === 'destroy') return <DestroyFilesDialog person={person} entries={entries} onClose={onClose} />;
  if (deed === 'share')
    return <ShareDialog person={person} container={container} entry={first} onClose={onClose} />;
  if (deed === 'register') {
    const preset = { container, object: first.name };
    return <RegisterDialog person={person} preset={preset} onClose={onClose} />;
  }
  if (deed === 'rename') {
    return (
      <NameDialog
        title={say.renameTitle({ name: what })}
        label={say.newName}
        deed={say.renameDeed}
        most={255}
        initial={leafOf(first.name)}
        file={!first.folder}
        act={async (leaf) => {
          if (leaf !== leafOf(first.name)) await run([renaming(container, first, leaf)]);
        }}
        onClose={onClose}
      />
    );
  }
  const moves = deed === 'move';
  return (
    <FolderPicker
      account={person.uuid}
      title={moves ? say.moveTitle({ what }) : say.copyTitle({ what })}
      deed={(to) => (moves ? say.moveHere({ place: to }) : say.copyHere({ place: to }))}
      start={{ container, folder }}
      isThere={(to) => transfersInto(deed, entries, container, to).length === 0}
      onPick={(to) => {
        onClose();
        void into(deed, entries, container, to);
      }}
      onClose={onClose}
    />
  );
}
