import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { IconLogout, IconPencil, IconUserPlus, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { say } from '#text/projects';
import type { ConsoleProject } from '#contract/projects';
import { useSession } from '../../api/use-session.ts';
import { useProjectActions } from '../../live/project-actions.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { noteDone, noteFailure } from '../../parts/undo-note.tsx';
import { plainName } from '../../text/plain-name.ts';
import { canJoin, membershipWord } from '../../text/project-words.ts';

/** One's own place in a project: to become a member, to take the request back, to leave; of who manages it, to ask for a change. */
export function OwnMembership({ project }: { project: ConsoleProject }) {
  const { membership, manages, state } = project;
  return (
    <>
      {canJoin(project) && <Join project={project} />}
      {membership?.allowed_actions.includes('cancel') === true && <CancelRequest project={project} />}
      {membership?.allowed_actions.includes('leave') === true && <Leave project={project} />}
      {manages && state !== 'deleted' && (
        <Button
          variant={canJoin(project) ? 'default' : 'filled'}
          leftSection={<IconPencil size={16} aria-hidden />}
          aria-keyshortcuts="C"
          renderRoot={(props: object) => (
            <Link to="/projects/$id/change" params={{ id: project.id }} {...props} />
          )}
        >
          {say.askForChange}
        </Button>
      )}
    </>
  );
}

function Join({ project: { id, name, join_policy: join, manages } }: { project: ConsoleProject }) {
  const actions = useProjectActions();
  const [working, setWorking] = useState(false);
  const act = async () => {
    setWorking(true);
    try {
      await (manages ? actions.enter(id) : actions.join(id));
      noteDone(
        manages || join === 'auto'
          ? say.isMember({ project: plainName(name) })
          : say.hasAsked({ project: plainName(name) }),
      );
    } catch (error) {
      noteFailure(say.notJoined({ project: plainName(name) }), error);
    }
    setWorking(false);
  };
  return (
    <ActButton
      leftSection={<IconUserPlus size={16} aria-hidden />}
      loading={working}
      onClick={() => void act()}
    >
      {manages ? say.becomeMember : join === 'auto' ? say.join : say.askToJoin}
    </ActButton>
  );
}

function CancelRequest({ project: { name, membership } }: { project: ConsoleProject }) {
  const { actOnMember } = useProjectActions();
  if (membership === null) return null;
  const act = () =>
    actOnMember(membership.id, 'cancel').catch((error: unknown) =>
      noteFailure(say.notWithdrawn({ project: plainName(name) }), error),
    );
  return (
    <>
      <span className="sub">{membershipWord(membership.state).word}</span>
      <ActButton variant="default" leftSection={<IconX size={16} aria-hidden />} onClick={() => void act()}>
        {say.withdrawRequest}
      </ActButton>
    </>
  );
}

function Leave({ project: { name, membership, leave_policy: rule } }: { project: ConsoleProject }) {
  const { actOnMember } = useProjectActions();
  const { defaultProject } = useSession();
  const [asking, setAsking] = useState(false);
  if (membership === null) return null;
  return (
    <>
      <ActButton
        variant="default"
        leftSection={<IconLogout size={16} aria-hidden />}
        onClick={() => setAsking(true)}
      >
        {say.leave}
      </ActButton>
      {asking && (
        <Confirm
          title={say.leaveAsk({ project: plainName(name) })}
          deed={rule === 'auto' ? say.leave : say.askToLeave}
          act={() => actOnMember(membership.id, 'leave')}
          onClose={() => setAsking(false)}
        >
          {rule === 'auto' ? say.leaveMeans : say.askToLeaveMeans}{' '}
          {defaultProject === membership.project && say.leavesDefault}
        </Confirm>
      )}
    </>
  );
}
