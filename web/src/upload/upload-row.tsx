import { ActionIcon, Button, Checkbox } from '@mantine/core';
import {
  IconAlertTriangleFilled,
  IconArrowUp,
  IconCircleCheckFilled,
  IconCircleMinus,
  IconCircleXFilled,
  IconLoader2,
  IconPlayerPause,
  IconPlayerPlay,
  IconRefresh,
  IconWifiOff,
  IconX,
} from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { ProgressBar } from '../parts/meter.tsx';
import { Name } from '../parts/name.tsx';
import { plainName } from '../text/plain-name.ts';
import { bytes } from '../text/format.ts';
import { useUploadQueue } from './upload-context.tsx';
import { stateWords } from './tray-words.ts';
import {
  asks,
  isUnfinished,
  isWorking,
  type Choice as NameChoice,
  type Upload,
  type UploadState,
} from './upload.ts';

/** One file in the tray: what happens to it, and what can be done about it. */
export function UploadRow({ upload, several }: { upload: Upload; several: boolean }) {
  const { file, target, state, done, total } = upload;
  const name = target.object.split('/').at(-1) ?? '';
  return (
    <div className="tray-item" data-upload={state}>
      <div className="row" style={{ gap: 10 }}>
        {icon(state)}
        <div style={{ flex: 1, minWidth: 0, lineHeight: '17px' }}>
          <div className="row">
            <span className="cut" style={{ fontSize: 13, fontWeight: 560 }}>
              <Name of={name} />
            </span>
            <span className="sub push num" style={{ fontSize: 12, whiteSpace: 'nowrap' }}>
              {bytes(file.size)}
            </span>
          </div>
          <span className="num" style={{ fontSize: 12, color: colour(state) }}>
            {stateWords(upload)}
          </span>
        </div>
        <RowAction upload={upload} />
      </div>
      {asks(upload) && <Choice id={upload.id} twice={state === 'twice'} several={several} />}
      {isWorking(upload) && total > 0 && (
        <div className="tray-bar">
          <ProgressBar thin label={`Upload of ${plainName(name)}`} percent={(done / total) * 100} />
        </div>
      )}
    </div>
  );
}

function RowAction({ upload }: { upload: Upload }) {
  const queue = useUploadQueue();
  const { id, state, target } = upload;
  const name = plainName(target.object.split('/').at(-1) ?? '');
  const pausable = isWorking(upload) || state === 'waiting' || state === 'away';
  const resumable = state === 'paused' || state === 'failed' || state === 'cancelled';
  return (
    <span className="row" style={{ gap: 0, flex: 'none' }}>
      {pausable && (
        <ActionIcon size={28} aria-label={`Pause ${name}`} onClick={() => queue.pause(id)}>
          <IconPlayerPause size={15} stroke={1.7} />
        </ActionIcon>
      )}
      {resumable && (
        <ActionIcon
          size={28}
          aria-label={state === 'paused' ? `Continue ${name}` : `Try ${name} again`}
          onClick={() => queue.resume(id)}
        >
          {state === 'paused' ? (
            <IconPlayerPlay size={15} stroke={1.7} />
          ) : (
            <IconRefresh size={15} stroke={1.7} />
          )}
        </ActionIcon>
      )}
      {isUnfinished(upload) && (
        <ActionIcon size={28} aria-label={`Cancel ${name}`} onClick={() => queue.cancel(id)}>
          <IconX size={15} stroke={1.7} />
        </ActionIcon>
      )}
    </span>
  );
}

const CHOICES: [choice: NameChoice, label: string][] = [
  ['replace', 'Keep as new version'],
  ['both', 'Keep both'],
  ['skip', 'Skip'],
];

/** The ways out when a name exists; with several such files also for all of them at once. */
function Choice({ id, twice, several }: { id: number; twice: boolean; several: boolean }) {
  const queue = useUploadQueue();
  const [forAll, setForAll] = useState(false);
  return (
    <div className="row wrap-row" style={{ margin: '7px 8px 0 28px', gap: 6 }}>
      {CHOICES.map(([choice, label]) => (
        <Button
          key={choice}
          size="compact-xs"
          {...(choice === 'skip' ? { variant: 'subtle', color: 'gray' } : { variant: 'default' })}
          onClick={() => (forAll ? queue.settleAll(choice) : queue.settle(id, choice))}
        >
          {twice && choice === 'replace' ? 'Send it again after the first' : label}
        </Button>
      ))}
      {several && (
        <Checkbox
          size="xs"
          label="For all"
          checked={forAll}
          onChange={(event) => setForAll(event.currentTarget.checked)}
        />
      )}
    </div>
  );
}

function colour(state: UploadState): string {
  if (state === 'done' || state === 'already') return 'var(--ok)';
  if (state === 'exists' || state === 'twice' || state === 'away') return 'var(--warn)';
  if (state === 'failed') return 'var(--bad)';
  return 'var(--text-3)';
}

function icon(state: UploadState): ReactNode {
  const size = { size: 18, 'aria-hidden': true, style: { flex: 'none' } } as const;
  if (state === 'done' || state === 'already')
    return <IconCircleCheckFilled {...size} color="var(--ok-dot)" />;
  if (state === 'away') return <IconWifiOff {...size} color="var(--warn-dot)" />;
  if (state === 'exists' || state === 'twice')
    return <IconAlertTriangleFilled {...size} color="var(--warn-dot)" />;
  if (state === 'failed') return <IconCircleXFilled {...size} color="var(--bad-dot)" />;
  if (state === 'checking') return <IconLoader2 {...size} className="spin" color="var(--text-3)" />;
  if (state === 'sending') return <IconArrowUp {...size} color="var(--mantine-color-brand-filled)" />;
  return <IconCircleMinus {...size} color="var(--text-3)" />;
}
