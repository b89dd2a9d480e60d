import { IconCheck, IconUserMinus, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { say } from '#text/projects';
import type { MembershipAction } from '#contract/project-words';
import type { ConsoleMember } from '#contract/projects';
import { useProjectActions } from '../../live/project-actions.ts';
import { ActButton, ActIcon } from '../../parts/act-button.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { usePhone } from '../../parts/phone.ts';
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
    <span className="row near push-end">
      {may('accept') && <Answer accepts who={who} onClick={() => act('accept')} />}
      {may('reject') && <Answer accepts={false} who={who} onClick={() => act('reject')} />}
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

/** The answer to a request; a picture where a phone has no room for the word. */
function Answer({ accepts, who, onClick }: { accepts: boolean; who: string; onClick: () => void }) {
  const phone = usePhone();
  const label = accepts ? say.acceptOne({ who }) : say.declineOne({ who });
  const variant = accepts ? 'light' : 'default';
  const Glyph = accepts ? IconCheck : IconX;
  return phone ? (
    <ActIcon variant={variant} aria-label={label} onClick={onClick}>
      <Glyph size={18} stroke={1.7} aria-hidden />
    </ActIcon>
  ) : (
    <ActButton size="compact-sm" variant={variant} aria-label={label} onClick={onClick}>
      {accepts ? say.accept : say.decline}
    </ActButton>
  );
}
