import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import {
  IconDeviceDesktop,
  IconDots,
  IconPlayerPlay,
  IconPower,
  IconRefresh,
  IconTrash,
  type Icon,
} from '@tabler/icons-react';
import { useState } from 'react';
import { say } from '#text/machine-actions';
import { useAway } from '../api/connection.ts';
import { useMachineActions } from '../live/machine-actions.ts';
import type { MachineView } from '../live/machine-view.ts';
import { whyNot } from '../text/machine-words.ts';
import { NO_CONNECTION } from './act-button.tsx';
import { MachineDialog, type Asked } from './machine-dialogs.tsx';
import { plainName } from '../text/plain-name.ts';

/** All that can be done with a machine; what its state forbids is shown with the reason. */
export function MachineMenu({ view, outlined = false }: { view: MachineView; outlined?: boolean }) {
  const { machine } = view;
  const navigate = useNavigate();
  const { orderAndTell } = useMachineActions();
  const [asked, setAsked] = useState<Asked | null>(null);
  const openScreen = () => void navigate({ to: '/machines/$id/screen', params: { id: String(machine.id) } });
  return (
    <>
      <Menu width={220}>
        <Menu.Target>
          <ActionIcon
            aria-label={say.actionsOf({ machine: plainName(machine.name) })}
            {...(outlined ? { variant: 'default', size: 34 } : {})}
          >
            <IconDots size={17} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Item
            icon={IconDeviceDesktop}
            label={say.openScreen}
            reason={whyNot(machine, 'screen')}
            onClick={openScreen}
          />
          <Item
            icon={IconPlayerPlay}
            label={say.start}
            reason={whyNot(machine, 'start')}
            onClick={() => void orderAndTell(machine, 'start')}
          />
          <Item
            icon={IconPower}
            label={say.shutDownAsk}
            reason={whyNot(machine, 'shutdown')}
            onClick={() => setAsked('shutdown')}
          />
          <Item
            icon={IconRefresh}
            label={say.rebootAsk}
            reason={whyNot(machine, 'reboot')}
            onClick={() => setAsked('reboot')}
          />
          <Menu.Divider />
          <Item
            icon={IconTrash}
            label={say.destroyAsk}
            bad
            reason={whyNot(machine, 'destroy')}
            onClick={() => setAsked('destroy')}
          />
        </Menu.Dropdown>
      </Menu>
      {asked !== null && <MachineDialog view={view} asked={asked} onClose={() => setAsked(null)} />}
    </>
  );
}

interface ItemProps {
  icon: Icon;
  label: string;
  reason: string | null;
  bad?: boolean;
  onClick: () => void;
}

/** Stays focusable when it is not allowed, so that the reason can be read with the keyboard too. */
function Item({ icon: Glyph, label, reason: forbidden, bad = false, onClick }: ItemProps) {
  const reason = useAway() ? NO_CONNECTION : forbidden;
  const item = (
    <Menu.Item
      leftSection={<Glyph size={16} stroke={1.7} aria-hidden />}
      closeMenuOnClick={reason === null}
      aria-disabled={reason !== null}
      className={reason !== null ? 'off-item' : bad ? 'bad-item' : ''}
      onClick={() => reason === null && onClick()}
    >
      {label}
    </Menu.Item>
  );
  if (reason === null) return item;
  return (
    <Tooltip label={reason} position="left" events={{ hover: true, focus: true, touch: true }}>
      {item}
    </Tooltip>
  );
}
