import { IconUserMinus } from '@tabler/icons-react';
import { useState } from 'react';
import { say } from '#text/projects';
import type { ConsoleMember, MembershipAction } from '#contract/projects';
import { useProjectActions } from '../../live/project-actions.ts';
import { ActButton, ActIcon } from '../../parts/act-button.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { noteFailure } from '../../parts/undo-note.tsx';
import { plainName } from '../../text/plain-name.ts';

/** What can be done with one member now, or with who wants to be one. */
export function MemberDeeds({ member }: { member: ConsoleMember }) {
  const { actOnMember } = useProjectActions();
  const [removing, setRemoving] = useState(false);
  const who = plainName(member.email);
  const may = (action: MembershipAction) => member.allowed_actions.includes(action);
  const act = (action: MembershipAction) =>
    void actOnMember(member.id, action).catch((error: unknown) => noteFailure(who, error));
  return (
    <span className="row tight push-end">
      {may('accept') && (
        <ActButton
          size="compact-sm"
          variant="light"
          aria-label={say.acceptOne({ who })}
          onClick={() => act('accept')}
        >
          {say.accept}
        </ActButton>
      )}
      {may('reject') && (
        <ActButton
          size="compact-sm"
          variant="default"
          aria-label={say.declineOne({ who })}
          onClick={() => act('reject')}
        >
          {say.decline}
        </ActButton>
      )}
      {may('remove') && (
        <ActIcon aria-label={say.removeOne({ who })} onClick={() => setRemoving(true)}>
          <IconUserMinus size={16} stroke={1.7} />
        </ActIcon>
      )}
      {removing && (
        <Confirm
          title={say.removeAsk({ who })}
          deed={say.removeMember}
          act={() => actOnMember(member.id, 'remove')}
          onClose={() => setRemoving(false)}
        >
          {say.removeMeans}
        </Confirm>
      )}
    </span>
  );
}
