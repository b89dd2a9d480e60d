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
} from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { ProgressBar } from '../parts/meter.tsx';
import { bytes } from '../text/format.ts';
import { useUploadQueue } from './upload-context.tsx';
import type { Choice as NameChoice, Upload, UploadState } from './upload-queue.ts';

/** One file in the tray: what happens to it, and what can be done about it. */
export function UploadRow({ upload, several }: { upload: Upload; several: boolean }) {
  const { file, state, done, total } = upload;
  const moving = state === 'sending' || state === 'checking';
  return (
    <div className="tray-item" data-upload={state}>
      <div className="row" style={{ gap: 10 }}>
        {icon(state)}
        <div style={{ flex: 1, minWidth: 0, lineHeight: '17px' }}>
          <div className="row">
            <span className="cut" style={{ fontSize: 13, fontWeight: 560 }}>
              {upload.target.object.split('/').at(-1)}
            </span>
            <span className="sub push num" style={{ fontSize: 12, whiteSpace: 'nowrap' }}>
              {bytes(file.size)}
            </span>
          </div>
          <span className="num" style={{ fontSize: 12, color: colour(state) }}>
            {words(upload)}
          </span>
        </div>
        <RowAction upload={upload} />
      </div>
      {state === 'exists' && <Choice id={upload.id} several={several} />}
      {moving && total > 0 && (
        <div style={{ margin: '7px 8px 1px 28px' }}>
          <ProgressBar thin label={`Upload of ${file.name}`} percent={(done / total) * 100} />
        </div>
      )}
    </div>
  );
}

function RowAction({ upload: { id, state, file } }: { upload: Upload }) {
  const queue = useUploadQueue();
  if (state === 'sending' || state === 'checking' || state === 'waiting') {
    return (
      <ActionIcon size={28} aria-label={`Pause ${file.name}`} onClick={() => queue.pause(id)}>
        <IconPlayerPause size={15} stroke={1.7} />
      </ActionIcon>
    );
  }
  if (state === 'paused' || state === 'failed') {
    return (
      <ActionIcon
        size={28}
        aria-label={state === 'paused' ? `Continue ${file.name}` : `Try ${file.name} again`}
        onClick={() => queue.resume(id)}
      >
        {state === 'paused' ? (
          <IconPlayerPlay size={15} stroke={1.7} />
        ) : (
          <IconRefresh size={15} stroke={1.7} />
        )}
      </ActionIcon>
    );
  }
  return null;
}

const CHOICES: [choice: NameChoice, label: string][] = [
  ['replace', 'Keep as new version'],
  ['both', 'Keep both'],
  ['skip', 'Skip'],
];

/** The ways out when a name exists; with several such files also for all of them at once. */
function Choice({ id, several }: { id: number; several: boolean }) {
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
          {label}
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

function words({ state, done, total, failure, startedAt }: Upload): string {
  if (state === 'waiting') return 'Waiting for its turn';
  if (state === 'checking')
    return done === 0 ? 'Checking what is already stored…' : `Checking ${Math.round((done / total) * 100)}%`;
  if (state === 'sending') {
    const rate = done / Math.max(1, (performance.now() - startedAt) / 1000);
    return `${bytes(done)} of ${bytes(total)} · ${bytes(rate)}/s`;
  }
  if (state === 'paused') return 'Paused';
  if (state === 'done') return 'Done';
  if (state === 'already') return 'Already stored: nothing to send';
  if (state === 'exists') return 'A file of this name exists';
  if (state === 'skipped') return 'Skipped';
  return `Failed: ${failure}`;
}

function colour(state: UploadState): string {
  if (state === 'done' || state === 'already') return 'var(--ok)';
  if (state === 'exists') return 'var(--warn)';
  if (state === 'failed') return 'var(--bad)';
  return 'var(--text-3)';
}

function icon(state: UploadState): ReactNode {
  const size = { size: 18, 'aria-hidden': true, style: { flex: 'none' } } as const;
  if (state === 'done' || state === 'already')
    return <IconCircleCheckFilled {...size} color="var(--ok-dot)" />;
  if (state === 'exists') return <IconAlertTriangleFilled {...size} color="var(--warn-dot)" />;
  if (state === 'failed') return <IconCircleXFilled {...size} color="var(--bad-dot)" />;
  if (state === 'checking') return <IconLoader2 {...size} className="spin" color="var(--text-3)" />;
  if (state === 'sending') return <IconArrowUp {...size} color="var(--mantine-color-brand-filled)" />;
  return <IconCircleMinus {...size} color="var(--text-3)" />;
}
