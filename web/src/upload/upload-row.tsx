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
import { say } from '#text/upload';
import { AskForMore } from '../parts/ask-for-more.tsx';
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
import css from './upload.module.css';

/** One file in the tray: what happens to it, and what can be done about it. */
export function UploadRow({ upload, several }: { upload: Upload; several: boolean }) {
  const { file, target, state, done, total, shortages = '' } = upload;
  const name = target.object.split('/').at(-1) ?? '';
  return (
    <div className="tray-item" data-upload={state}>
      <div className="row">
        {icon(state)}
        <div className="grow lines">
          <div className="row">
            <span className={`cut ${css.name}`}>
              <Name of={name} />
            </span>
            <span className="sub push num tiny nowrap">{bytes(file.size)}</span>
          </div>
          <span className={`num tiny ${colour(state)}`}>
            {stateWords(upload)}{' '}
            {state === 'failed' && shortages !== '' && <AskForMore shortages={shortages} />}
          </span>
        </div>
        <RowAction upload={upload} />
      </div>
      {asks(upload) && <Choice id={upload.id} twice={state === 'twice'} several={several} />}
      {isWorking(upload) && total > 0 && (
        <div className="tray-bar">
          <ProgressBar thin label={say.uploadOf({ file: plainName(name) })} percent={(done / total) * 100} />
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
    <span className={`row fixed ${css.tools}`}>
      {pausable && (
        <ActionIcon size={28} aria-label={say.pause({ file: name })} onClick={() => queue.pause(id)}>
          <IconPlayerPause size={15} stroke={1.7} />
        </ActionIcon>
      )}
      {resumable && (
        <ActionIcon
          size={28}
          aria-label={state === 'paused' ? say.continue({ file: name }) : say.tryAgain({ file: name })}
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
        <ActionIcon size={28} aria-label={say.cancel({ file: name })} onClick={() => queue.cancel(id)}>
          <IconX size={15} stroke={1.7} />
        </ActionIcon>
      )}
    </span>
  );
}

const CHOICES: [choice: NameChoice, label: string][] = [
  ['replace', say.keepVersion],
  ['both', say.keepBoth],
  ['skip', say.skip],
];

/** The ways out when a name exists; with several such files also for all of them at once. */
function Choice({ id, twice, several }: { id: number; twice: boolean; several: boolean }) {
  const queue = useUploadQueue();
  const [forAll, setForAll] = useState(false);
  return (
    <div className={`row wrap-row ${css.choices}`}>
      {CHOICES.map(([choice, label]) => (
        <Button
          key={choice}
          size="compact-xs"
          {...(choice === 'skip' ? { variant: 'subtle', color: 'gray' } : { variant: 'default' })}
          onClick={() => (forAll ? queue.settleAll(choice) : queue.settle(id, choice))}
        >
          {twice && choice === 'replace' ? say.sendAfter : label}
        </Button>
      ))}
      {several && (
        <Checkbox
          size="xs"
          label={say.forAll}
          checked={forAll}
          onChange={(event) => setForAll(event.currentTarget.checked)}
        />
      )}
    </div>
  );
}

function colour(state: UploadState): string | undefined {
  if (state === 'done' || state === 'already') return css.ok;
  if (state === 'exists' || state === 'twice' || state === 'away') return css.warn;
  return state === 'failed' ? css.bad : css.quiet;
}

function icon(state: UploadState): ReactNode {
  const size = { size: 18, 'aria-hidden': true, className: 'fixed' } as const;
  if (state === 'done' || state === 'already')
    return <IconCircleCheckFilled {...size} color="var(--ok-dot)" />;
  if (state === 'away') return <IconWifiOff {...size} color="var(--warn-dot)" />;
  if (state === 'exists' || state === 'twice')
    return <IconAlertTriangleFilled {...size} color="var(--warn-dot)" />;
  if (state === 'failed') return <IconCircleXFilled {...size} color="var(--bad-dot)" />;
  if (state === 'checking') return <IconLoader2 {...size} className="spin fixed" color="var(--text-3)" />;
  if (state === 'sending') return <IconArrowUp {...size} color="var(--mantine-color-brand-filled)" />;
  return <IconCircleMinus {...size} color="var(--text-3)" />;
}
