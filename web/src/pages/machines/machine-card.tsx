import { ActionIcon, Tooltip } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { IconDeviceDesktop, IconPlayerPlayFilled, IconPower } from '@tabler/icons-react';
import { useState } from 'react';
import { say } from '#text/machines';
import { useMachineActions } from '../../live/machine-actions.ts';
import type { MachineView } from '../../live/machine-view.ts';
import { CopyIcon } from '../../parts/copy-icon.tsx';
import { SizeFacts } from '../../parts/facts.tsx';
import { MachineDialog } from '../../parts/machine-dialogs.tsx';
import { MachineMenu } from '../../parts/machine-menu.tsx';
import { ProgressBar } from '../../parts/meter.tsx';
import { OsTile } from '../../parts/os-tile.tsx';
import { MachineState } from '../../parts/state-chip.tsx';
import { age } from '../../text/format.ts';
import { failureOf } from '../../text/failures.ts';
import { addressOf, buildStep, hasFailed, sshCommand, stateOf } from '../../text/machine-words.ts';
import { ActButton, ActIcon } from '../../parts/act-button.tsx';
import { Name } from '../../parts/name.tsx';
import { plainName } from '../../text/plain-name.ts';
import css from './machine-card.module.css';

/** A machine as a card: what it is, how it does, how to reach it. */
export function MachineCard({ view, now }: { view: MachineView; now: number }) {
  const { machine } = view;
  return (
    <article className="card machine-card" aria-label={machine.name} data-row>
      <div className="row top-row">
        <OsTile os={view.os} size={38} off={machine.status === 'STOPPED'} />
        <div className="grow lines">
          <Link
            data-row-link
            to="/machines/$id"
            params={{ id: String(machine.id) }}
            title={plainName(machine.name)}
            className="cut block card-title"
          >
            <Name of={machine.name} />
          </Link>
          <span className="sub small cut block">{view.osName}</span>
        </div>
        <MachineState machine={machine} />
      </div>
      <SizeFacts flavor={view.flavor} />
      <div className="middle">
        <Middle view={view} now={now} />
      </div>
      <Foot view={view} />
    </article>
  );
}

function Middle({ view, now }: { view: MachineView; now: number }) {
  const { machine } = view;
  if (hasFailed(machine)) {
    return (
      <div className="why">
        {failureOf(machine.diagnostics).title}.{' '}
        <Link to="/machines/$id" params={{ id: String(machine.id) }} className={css.why}>
          {say.why}
        </Link>
      </div>
    );
  }
  if (machine.status === 'BUILD') {
    return (
      <div className={css.middle}>
        <div className={`row sub num small ${css.step}`}>
          <span className="cut">{say.step({ step: buildStep(machine) })}</span>
          <span className="push strong">{machine.progress}%</span>
        </div>
        <ProgressBar percent={machine.progress} label={say.building({ machine: plainName(machine.name) })} />
      </div>
    );
  }
  if (machine.status === 'STOPPED') {
    return (
      <div className={`sub small ${css.middle}`}>
        {view.flavor === undefined
          ? say.stoppedFor({ age: age(machine.updated, now) })
          : say.stoppedForDisk({ age: age(machine.updated, now), disk: view.flavor.disk })}
      </div>
    );
  }
  const command = sshCommand(machine);
  if (command === '') return <div className="sub small">{say.noWayIn}</div>;
  return (
    <div className={`field-box ${css.command}`}>
      <span className="mono cut tiny">{command}</span>
      <span className="push">
        <CopyIcon text={command} name={say.logInCommand} />
      </span>
    </div>
  );
}

function Foot({ view }: { view: MachineView }) {
  const { machine } = view;
  const { orderAndTell } = useMachineActions();
  const [asking, setAsking] = useState(false);
  const address = addressOf(machine);
  const idle = machine['SNF:task_state'] === '' && !machine.suspended;
  return (
    <div className="row foot">
      {address === '' ? (
        <span className="sub small">
          {machine.status === 'BUILD'
            ? say.noAddressYet
            : stateOf(machine).kind === 'bad'
              ? say.withoutAddress
              : ''}
        </span>
      ) : (
        <span className="row near">
          <span className="mono">{address}</span>
          <CopyIcon text={address} name={address} />
        </span>
      )}
      <span className="push row near">
        {machine.status === 'ACTIVE' && idle && (
          <>
            <Tooltip label={say.screen}>
              <ActionIcon
                aria-label={say.screenOf({ machine: plainName(machine.name) })}
                aria-keyshortcuts="S"
                renderRoot={(props: object) => (
                  <Link to="/machines/$id/screen" params={{ id: String(machine.id) }} {...props} />
                )}
              >
                <IconDeviceDesktop size={17} stroke={1.7} />
              </ActionIcon>
            </Tooltip>
            <Tooltip label={say.shutDownOne}>
              <ActIcon
                aria-label={say.shutDownOf({ machine: plainName(machine.name) })}
                aria-keyshortcuts="P"
                onClick={() => setAsking(true)}
              >
                <IconPower size={17} stroke={1.7} />
              </ActIcon>
            </Tooltip>
          </>
        )}
        {machine.status === 'STOPPED' && idle && (
          <ActButton
            variant="light"
            size="compact-sm"
            leftSection={<IconPlayerPlayFilled size={12} />}
            aria-label={say.startOf({ machine: plainName(machine.name) })}
            aria-keyshortcuts="P"
            onClick={() => void orderAndTell(machine, 'start')}
          >
            {say.startOne}
          </ActButton>
        )}
        <MachineMenu view={view} />
      </span>
      {asking && <MachineDialog view={view} asked="shutdown" onClose={() => setAsking(false)} />}
    </div>
  );
}
