import { say } from '#text/files';
import type { Entry } from '../../api/files.ts';
import type { Person } from '../../api/session.ts';
import { TRASH } from '../../api/trash.ts';
import { useFileActions } from '../../live/file-actions.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { bytes } from '../../text/format.ts';
import { folderWord } from './container-words.ts';
import { plainName } from '../../text/plain-name.ts';

/** Asks before files of the trash are gone for good: the name is typed, or how many when there are several. */
export function DestroyFilesDialog({
  person,
  entries,
  onClose,
}: {
  person: Person;
  entries: Entry[];
  onClose: () => void;
}) {
  const { destroy } = useFileActions(person.uuid);
  const [first] = entries;
  if (first === undefined) return null;
  const one = entries.length === 1;
  const name = folderWord(TRASH, first.name);
  const what = one ? plainName(name) : say.things({ count: entries.length });
  const freed = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  return (
    <Confirm
      title={say.destroyTitle({ what })}
      deed={say.destroyDeed}
      {...(one ? {} : { keep: say.keepThem })}
      typed={one ? name : say.typedSeveral({ count: entries.length })}
      act={async () => void (await destroy(entries))}
      onClose={onClose}
    >
      {entries.some(({ folder }) => folder) ? say.folderGone : say.bytesGone({ size: bytes(freed) })}
    </Confirm>
  );
}
