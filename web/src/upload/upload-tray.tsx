import { ActionIcon, Tooltip } from '@mantine/core';
import {
  IconBolt,
  IconChevronDown,
  IconChevronUp,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerStop,
  IconX,
  type Icon,
} from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { say as parts } from '#text/parts';
import { say } from '#text/upload';
import type { Person } from '../api/session.ts';
import { bytes } from '../text/format.ts';
import { CutOffNote } from './cut-off-note.tsx';
import { doneBytes, placeOf, summaryOf, timeLeft } from './tray-words.ts';
import { useTrayHeight } from './tray-height.ts';
import { useCutOff, useUploadQueue, useUploads } from './upload-context.tsx';
import { asks, inOrderOf, inTrayOrder, isUnfinished, isWorking, type Upload } from './upload.ts';
import { UploadRow } from './upload-row.tsx';
import css from './upload.module.css';

/** Every file on its way, at the bottom right of any page, and what an earlier page left unfinished. */
export function UploadTray({ person }: { person: Person }) {
  const uploads = useUploads();
  const cutOff = useCutOff(person.uuid);
  return uploads.length === 0 && cutOff.length === 0 ? null : <Tray uploads={uploads} cutOff={cutOff} />;
}

function Tray({ uploads, cutOff }: { uploads: readonly Upload[]; cutOff: ReturnType<typeof useCutOff> }) {
  const queue = useUploadQueue();
  const tray = useRef<HTMLElement>(null);
  const [folded, setFolded] = useState(false);
  const steady = useSteadyOrder(uploads);
  useTrayHeight(tray);
  const total = uploads.reduce((sum, { file }) => sum + file.size, 0);
  const done = uploads.reduce((sum, upload) => sum + doneBytes(upload), 0);
  const known = uploads.reduce((sum, upload) => sum + (isUnfinished(upload) ? 0 : (upload.known ?? 0)), 0);
  const left = timeLeft(uploads);
  const moving = uploads.some((upload) => isWorking(upload) || ['waiting', 'away'].includes(upload.state));
  const open = uploads.filter(isUnfinished);
  const paused = open.some(({ state }) => state === 'paused');
  const several = open.filter(asks).length > 1;
  return (
    <section className="tray" aria-label={say.uploads} ref={tray}>
      <div className={`row ${css.head}`}>
        <div className="lines" role="status">
          <b className="strong">{summaryOf(uploads, placeOf(uploads))}</b>
          {uploads.length > 0 && (
            <div className="sub num small">
              {left === ''
                ? say.sent({ done: bytes(done), total: bytes(total) })
                : say.sentLeft({ done: bytes(done), total: bytes(total), left })}
            </div>
          )}
        </div>
        <span className={`push row ${css.tools}`}>
          {moving && <Tool label={say.pauseAll} icon={IconPlayerPause} act={() => queue.pauseAll()} />}
          {!moving && paused && (
            <Tool label={say.continueAll} icon={IconPlayerPlay} act={() => queue.resumeAll()} />
          )}
          {open.length > 1 && (
            <Tool label={say.cancelAll} icon={IconPlayerStop} act={() => queue.cancelAll()} />
          )}
          {uploads.length > 0 && (
            <ActionIcon
              aria-label={folded ? say.showFiles : say.makeSmaller}
              onClick={() => setFolded(!folded)}
            >
              {folded ? <IconChevronUp size={17} /> : <IconChevronDown size={17} />}
            </ActionIcon>
          )}
          {open.length === 0 && uploads.length > 0 && (
            <Tooltip label={parts.close}>
              <ActionIcon aria-label={say.closeList} onClick={() => queue.clear()}>
                <IconX size={17} />
              </ActionIcon>
            </Tooltip>
          )}
        </span>
      </div>
      {uploads.length > 0 && (
        <div
          className={`meter ${css.all}`}
          role="progressbar"
          aria-label={say.allUploads}
          aria-valuenow={total === 0 ? 100 : Math.round((done / total) * 100)}
        >
          <i className="mine" style={{ width: `${total === 0 ? 100 : (done / total) * 100}%` }} />
        </div>
      )}
      {cutOff.length > 0 && <CutOffNote cutOff={cutOff} />}
      {!folded && uploads.length > 0 && (
        <div className="tray-list" tabIndex={0} role="group" aria-label={say.files} {...steady.hold}>
          {steady.uploads.map((upload) => (
            <UploadRow key={upload.id} upload={upload} several={several} />
          ))}
        </div>
      )}
      {known > 0 && (
        <div className={`row sub tiny ${css.known}`}>
          <IconBolt size={14} aria-hidden />
          {say.notSent({ size: bytes(known) })}
        </div>
      )}
    </section>
  );
}

function Tool({ label, icon: Glyph, act }: { label: string; icon: Icon; act: () => void }) {
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} onClick={act}>
        <Glyph size={17} stroke={1.7} />
      </ActionIcon>
    </Tooltip>
  );
}

/** What runs stands on top; while somebody points at the list or is in it by keyboard, nothing changes its place. */
function useSteadyOrder(uploads: readonly Upload[]) {
  const order = useRef<number[]>([]);
  const list = useRef<HTMLDivElement>(null);
  const [pointed, setPointed] = useState(false);
  // Asked anew each time: a button that has the focus and goes away tells nobody that it lost it.
  const focused = list.current?.querySelector(':focus-visible') != null;
  const sorted = pointed || focused ? inOrderOf(uploads, order.current) : inTrayOrder(uploads);
  order.current = sorted.map(({ id }) => id);
  return {
    uploads: sorted,
    hold: {
      ref: list,
      onPointerEnter: () => setPointed(true),
      onPointerLeave: () => setPointed(false),
    },
  };
}
