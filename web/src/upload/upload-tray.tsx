import { ActionIcon, Tooltip } from '@mantine/core';
import {
  IconBolt,
  IconChevronDown,
  IconChevronUp,
  IconPlayerPause,
  IconPlayerPlay,
  IconX,
} from '@tabler/icons-react';
import { useState } from 'react';
import { containerWord } from '../pages/files/container-words.ts';
import { bytes, counted, duration } from '../text/format.ts';
import { useUploadQueue, useUploads } from './upload-context.tsx';
import type { Upload } from './upload-queue.ts';
import { UploadRow } from './upload-row.tsx';

/** Every file on its way, at the bottom right of any page. */
export function UploadTray() {
  const uploads = useUploads();
  const queue = useUploadQueue();
  const [folded, setFolded] = useState(false);
  if (uploads.length === 0) return null;
  const total = uploads.reduce((sum, { file }) => sum + file.size, 0);
  const done = uploads.reduce((sum, upload) => sum + doneBytes(upload), 0);
  const known = uploads
    .filter(({ state }) => state === 'already')
    .reduce((sum, { file }) => sum + file.size, 0);
  const left = timeLeft(uploads);
  const busy = queue.busy;
  const paused = uploads.some(({ state }) => state === 'paused');
  const several = uploads.filter(({ state }) => state === 'exists').length > 1;
  return (
    <section className="tray" aria-label="Uploads">
      <div className="row" style={{ padding: '12px 8px 10px 16px' }}>
        <div style={{ lineHeight: '18px', minWidth: 0 }} role="status">
          <b style={{ fontWeight: 630 }}>
            {busy ? `Uploading ${counted(uploads.length, 'file')} to ${placeOf(uploads)}` : summary(uploads)}
          </b>
          <div className="sub num small">
            {bytes(done)} of {bytes(total)}
            {busy && left !== '' && ` · ${left} left`}
          </div>
        </div>
        <span className="push row" style={{ gap: 0 }}>
          {busy && uploads.length > 1 && (
            <Tooltip label="Pause all">
              <ActionIcon aria-label="Pause all" onClick={() => queue.pauseAll()}>
                <IconPlayerPause size={17} stroke={1.7} />
              </ActionIcon>
            </Tooltip>
          )}
          {!busy && paused && uploads.length > 1 && (
            <Tooltip label="Continue all">
              <ActionIcon aria-label="Continue all" onClick={() => queue.resumeAll()}>
                <IconPlayerPlay size={17} stroke={1.7} />
              </ActionIcon>
            </Tooltip>
          )}
          <ActionIcon
            aria-label={folded ? 'Show the files' : 'Make smaller'}
            onClick={() => setFolded(!folded)}
          >
            {folded ? <IconChevronUp size={17} /> : <IconChevronDown size={17} />}
          </ActionIcon>
          {!busy && (
            <Tooltip label="Close">
              <ActionIcon aria-label="Close the list of uploads" onClick={() => queue.clear()}>
                <IconX size={17} />
              </ActionIcon>
            </Tooltip>
          )}
        </span>
      </div>
      <div
        className="meter"
        role="progressbar"
        aria-label="All uploads"
        aria-valuenow={total === 0 ? 100 : Math.round((done / total) * 100)}
        style={{ height: 3, borderRadius: 0 }}
      >
        <i className="mine" style={{ width: `${total === 0 ? 100 : (done / total) * 100}%` }} />
      </div>
      {!folded && (
        <div className="tray-list" tabIndex={0} role="group" aria-label="Files">
          {uploads.map((upload) => (
            <UploadRow key={upload.id} upload={upload} several={several} />
          ))}
        </div>
      )}
      {known > 0 && (
        <div
          className="row sub"
          style={{ padding: '8px 16px', borderTop: '1px solid var(--line)', fontSize: 12 }}
        >
          <IconBolt size={14} aria-hidden />
          {bytes(known)} were not sent because the cloud had them already.
        </div>
      )}
    </section>
  );
}

function doneBytes({ state, done, total, file }: Upload): number {
  if (state === 'done' || state === 'already' || state === 'skipped') return file.size;
  if (state !== 'sending' || total === 0) return 0;
  return (done / total) * file.size;
}

/** Where they go, "atlas"; all places when there are several. */
function placeOf(uploads: readonly Upload[]): string {
  const places = new Set(
    uploads.map(({ target: { container, object } }) => {
      const folder = object.split('/').slice(0, -1).at(-1);
      return folder ?? containerWord(container);
    }),
  );
  return places.size === 1 ? ([...places][0] ?? '') : counted(places.size, 'folder');
}

function summary(uploads: readonly Upload[]): string {
  const failed = uploads.filter(({ state }) => state === 'failed').length;
  if (failed > 0) return `${counted(failed, 'file')} could not be uploaded`;
  if (uploads.some(({ state }) => state === 'exists')) return 'Waiting for you';
  if (uploads.some(({ state }) => state === 'paused')) return 'Paused';
  const stored = uploads.filter(({ state }) => state === 'done' || state === 'already').length;
  return `${counted(stored, 'file')} uploaded`;
}

function timeLeft(uploads: readonly Upload[]): string {
  const sending = uploads.filter(({ state, done }) => state === 'sending' && done > 0);
  if (sending.length === 0) return '';
  const longest = sending.map(
    ({ done, total, startedAt }) => ((performance.now() - startedAt) / done) * (total - done),
  );
  return duration(Math.max(...longest));
}
