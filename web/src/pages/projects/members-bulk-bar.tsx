import { IconCheck, IconUserMinus, IconX, type Icon } from '@tabler/icons-react';
import { useState } from 'react';
import { say } from '#text/projects';
import type { ConsoleMember } from '#contract/projects';
import { isUnreachable, reasonOf } from '../../api/api-error.ts';
import { useProjectActions } from '../../live/project-actions.ts';
import { runMany } from '../../live/run-many.ts';
import { PlainAct } from '../../parts/act-button.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { BulkBar } from '../../parts/data-table/bulk-bar.tsx';
import type { Selection } from '../../parts/data-table/use-selection.ts';

type Deed = 'accept' | 'reject' | 'remove';

/** What can be done with the ticked people; each button says how many it will touch. */
export function MembersBulkBar({ selection }: { selection: Selection<ConsoleMember> }) {
  const { actOnMember } = useProjectActions();
  const [removing, setRemoving] = useState(false);
  const able = (deed: Deed) =>
    selection.known.filter(({ allowed_actions: allowed }) => allowed.includes(deed));
  const all = async (deed: Deed) => {
    const refused = new Map<ConsoleMember, string>();
    const members = able(deed);
    const begun = await runMany(members, async (member) => {
      try {
        await actOnMember(member.id, deed);
        return true;
      } catch (error) {
        refused.set(member, reasonOf(error));
        return !isUnreachable(error);
      }
    });
    for (const member of members.slice(begun)) refused.set(member, say.notBegun);
    selection.settle(refused);
  };
  const button = (deed: Deed, words: (of: { some: number; all: number }) => string, Glyph: Icon) => {
    const some = able(deed).length;
    return (
      some > 0 && (
        <PlainAct
          {...(deed === 'remove' ? { className: 'bad' } : {})}
          onClick={() => (deed === 'remove' ? setRemoving(true) : void all(deed))}
        >
          <Glyph size={16} aria-hidden />
          {words({ some, all: selection.count })}
        </PlainAct>
      )
    );
  };
  return (
    <BulkBar label={say.actionsOfSelected} selection={selection}>
      {button('accept', say.acceptSome, IconCheck)}
      {button('reject', say.declineSome, IconX)}
      {button('remove', say.removeSome, IconUserMinus)}
      {removing && (
        <Confirm
          title={say.removeManyAsk({ count: able('remove').length })}
          deed={say.removeMany({ count: able('remove').length })}
          act={() => all('remove')}
          onClose={() => setRemoving(false)}
        >
          {say.removeMeans}
        </Confirm>
      )}
    </BulkBar>
  );
}
