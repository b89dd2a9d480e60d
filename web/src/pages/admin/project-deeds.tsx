import { ActionIcon, Menu, TextInput } from '@mantine/core';
import {
  IconDots,
  IconPlayerPause,
  IconPlayerPlay,
  IconRotate,
  IconSquareX,
  type Icon,
} from '@tabler/icons-react';
import { useState } from 'react';
import { say } from '#text/projects';
import type { ProjectAction } from '#contract/project-words';
import type { ConsoleProject } from '#contract/projects';
import { useAway } from '../../api/connection.ts';
import { useProjectActions } from '../../live/project-actions.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { plainName } from '../../text/plain-name.ts';

interface Deed {
  action: ProjectAction;
  word: string;
  icon: Icon;
  ask: (of: { project: string }) => string;
  means: string;
}

const DEEDS: Record<ProjectAction, Deed> = {
  suspend: {
    action: 'suspend',
    word: say.suspend,
    icon: IconPlayerPause,
    ask: say.suspendAsk,
    means: say.suspendMeans,
  },
  unsuspend: {
    action: 'unsuspend',
    word: say.resume,
    icon: IconPlayerPlay,
    ask: say.resumeAsk,
    means: say.resumeMeans,
  },
  terminate: {
    action: 'terminate',
    word: say.end,
    icon: IconSquareX,
    ask: say.endAsk,
    means: say.endMeans,
  },
  reinstate: {
    action: 'reinstate',
    word: say.reinstate,
    icon: IconRotate,
    ask: say.reinstateAsk,
    means: say.reinstateMeans,
  },
};

/** What the state of a project lets administrators do. */
function deedsOf({ state, system_project: own }: ConsoleProject): Deed[] {
  const { suspend, unsuspend, terminate, reinstate } = DEEDS;
  const end = own ? [] : [terminate];
  if (state === 'active') return [suspend, ...end];
  if (state === 'suspended') return [unsuspend, ...end];
  return state === 'terminated' ? [reinstate] : [];
}

/** What can be done with a project, each with a question before. */
export function ProjectDeeds({ project }: { project: ConsoleProject }) {
  const away = useAway();
  const [asked, setAsked] = useState<Deed>();
  const deeds = deedsOf(project);
  if (deeds.length === 0) return null;
  return (
    <>
      <Menu width={200}>
        <Menu.Target>
          <ActionIcon aria-label={say.actionsOf({ project: plainName(project.name) })}>
            <IconDots size={17} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {deeds.map((deed) => (
            <Menu.Item
              key={deed.action}
              leftSection={<deed.icon size={16} stroke={1.7} aria-hidden />}
              disabled={away}
              {...(deed.action === 'terminate' ? { className: 'bad-deed' } : {})}
              onClick={() => setAsked(deed)}
            >
              {deed.word}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {asked !== undefined && (
        <DeedDialog deed={asked} project={project} onClose={() => setAsked(undefined)} />
      )}
    </>
  );
}

function DeedDialog({
  deed: { action, ask, means, word },
  project: { id, name },
  onClose,
}: {
  deed: Deed;
  project: ConsoleProject;
  onClose: () => void;
}) {
  const { actOnProject } = useProjectActions();
  const [reason, setReason] = useState('');
  return (
    <Confirm
      title={ask({ project: plainName(name) })}
      deed={word}
      {...(action === 'terminate' ? { typed: name } : {})}
      harmless={action === 'unsuspend' || action === 'reinstate'}
      keep={say.leaveAsItIs}
      act={() => actOnProject(id, action, reason.trim())}
      onClose={onClose}
    >
      <p className="under-head">{means}</p>
      <TextInput
        label={say.reasonOptional}
        mt={12}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </Confirm>
  );
}
