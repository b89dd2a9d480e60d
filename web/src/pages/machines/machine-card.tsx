import { ActionIcon, Tooltip } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { IconDeviceDesktop, IconPlayerPlayFilled, IconPower } from '@tabler/icons-react';
import { useState } from 'react';
import { useMachineActions } from '../../live/machine-actions.ts';
import type { MachineView } from '../../live/machine-view.ts';
import { CopyIcon } from '../../parts/copy-button.tsx';
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

/** A machine as a card: what it is, how it does, how to reach it. */
export function MachineCard({ view, now }: { view: MachineView; now: number }) {
  const { machine } = view;
  return (
    <article className="card machine-card" aria-label={machine.name} data-row>
      <div className="row" style={{ gap: 11, alignItems: 'flex-start' }}>
        <OsTile os={view.os} size={38} off={machine.status === 'STOPPED'} />
        <div style={{ minWidth: 0, lineHeight: '19px', flex: 1 }}>
          <Link
            data-row-link
            to="/machines/$id"
            params={{ id: String(machine.id) }}
            title={plainName(machine.name)}
            className="cut"
            style={{ display: 'block', fontWeight: 630, fontSize: 14.5 }}
          >
            <Name of={machine.name} />
          </Link>
          <span className="sub small cut" style={{ display: 'block' }}>
            {view.osName}
          </span>
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
        <Link
          to="/machines/$id"
          params={{ id: String(machine.id) }}
          style={{ fontWeight: 620, textDecoration: 'underline' }}
        >
          See why
        </Link>
      </div>
    );
  }
  if (machine.status === 'BUILD') {
    return (
      <div style={{ paddingBottom: 12 }}>
        <div className="row sub num small" style={{ marginBottom: 8 }}>
          <span className="cut">{buildStep(machine)}…</span>
          <span className="push strong">{machine.progress}%</span>
        </div>
        <ProgressBar percent={machine.progress} label={`Building ${plainName(machine.name)}`} />
      </div>
    );
  }
  if (machine.status === 'STOPPED') {
    return (
      <div className="sub small" style={{ paddingBottom: 12 }}>
        Stopped {age(machine.updated, now)} ago. CPUs and memory are free
        {view.flavor === undefined ? '.' : `; ${view.flavor.disk} GiB of disk still count.`}
      </div>
    );
  }
  const command = sshCommand(machine);
  if (command === '') return <div className="sub small">No way in by network. Use its screen.</div>;
  return (
    <div className="field-box" style={{ padding: '1px 1px 1px 10px', minHeight: 32, marginBottom: 8 }}>
      <span className="mono cut" style={{ fontSize: 12 }}>
        {command}
      </span>
      <span className="push">
        <CopyIcon text={command} name="the command that logs in" />
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
            ? 'No address yet'
            : stateOf(machine).kind === 'bad'
              ? 'No address'
              : ''}
        </span>
      ) : (
        <span className="row" style={{ gap: 2 }}>
          <span className="mono" style={{ color: 'var(--text-2)' }}>
            {address}
          </span>
          <CopyIcon text={address} name={address} />
        </span>
      )}
      <span className="push row" style={{ gap: 2 }}>
        {machine.status === 'ACTIVE' && idle && (
          <>
            <Tooltip label="Screen">
              <ActionIcon
                aria-label={`Screen of ${plainName(machine.name)}`}
                aria-keyshortcuts="S"
                renderRoot={(props: object) => (
                  <Link to="/machines/$id/screen" params={{ id: String(machine.id) }} {...props} />
                )}
              >
                <IconDeviceDesktop size={17} stroke={1.7} />
              </ActionIcon>
            </Tooltip>
            <Tooltip label="Shut down">
              <ActIcon
                aria-label={`Shut down ${plainName(machine.name)}`}
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
            aria-label={`Start ${plainName(machine.name)}`}
            aria-keyshortcuts="P"
            onClick={() => void orderAndTell(machine, 'start')}
          >
            Start
          </ActButton>
        )}
        <MachineMenu view={view} />
      </span>
      {asking && <MachineDialog view={view} asked="shutdown" onClose={() => setAsking(false)} />}
    </div>
  );
}
