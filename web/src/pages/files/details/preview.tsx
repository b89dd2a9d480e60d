import { say } from '#text/files';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { pdfQuery, SHOWN_TEXT, shownTextQuery } from '../../../api/file-facts.ts';
import { downloadAddress, type Entry } from '../../../api/files.ts';
import { RowsSkeleton } from '../../../parts/skeletons.tsx';
import { bytes } from '../../../text/format.ts';
import { plainName } from '../../../text/plain-name.ts';
import styles from '../files.module.css';
import { leafOf } from '../transfer/plan.ts';
import { previewKind } from './preview-kind.ts';

interface PreviewProps {
  account: string;
  container: string;
  entry: Entry;
}

/** What is in a file, as far as it can be shown without letting it act. */
export function Preview(props: PreviewProps) {
  const kind = previewKind(props.entry);
  if (kind === 'text') return <Text {...props} />;
  if (kind === 'pdf') return <Pdf {...props} />;
  return kind === undefined ? <p className="sub small">{say.noPreview}</p> : <Media {...props} kind={kind} />;
}

function Media({ account, container, entry, kind }: PreviewProps & { kind: 'picture' | 'film' | 'sound' }) {
  const [broken, setBroken] = useState(false);
  const label = say.previewOf({ name: plainName(leafOf(entry.name)) });
  const shown = {
    src: downloadAddress(account, container, entry.name),
    className: styles['media'],
    onError: () => setBroken(true),
  };
  if (broken) return <p className="sub small">{say.previewNotLoaded}</p>;
  if (kind === 'picture') return <img {...shown} alt={label} />;
  // What people stored has no captions beside it.
  // oxlint-disable-next-line jsx-a11y/media-has-caption
  if (kind === 'film') return <video {...shown} controls preload="metadata" aria-label={label} />;
  // oxlint-disable-next-line jsx-a11y/media-has-caption
  return <audio {...shown} controls preload="metadata" aria-label={label} />;
}

/** Shown by the viewer of the browser, which runs in a process of its own and lets a script of a document at nothing here. */
function Pdf({ account, container, entry }: PreviewProps) {
  const { data, error } = useQuery({
    ...pdfQuery(account, container, entry),
    enabled: navigator.pdfViewerEnabled,
  });
  const show = useCallback(
    (frame: HTMLIFrameElement | null) => {
      if (frame === null || data === undefined) return undefined;
      const address = URL.createObjectURL(data);
      frame.src = address;
      return () => URL.revokeObjectURL(address);
    },
    [data],
  );
  if (!navigator.pdfViewerEnabled) return <p className="sub small">{say.noPdfViewer}</p>;
  if (error !== null && data === undefined) return <p className="sub small">{say.previewNotLoaded}</p>;
  if (data === undefined) return <RowsSkeleton rows={3} />;
  return (
    <iframe
      ref={show}
      className={styles['page']}
      title={say.previewOf({ name: plainName(leafOf(entry.name)) })}
    />
  );
}

function Text({ account, container, entry }: PreviewProps) {
  const { data, error } = useQuery(shownTextQuery(account, container, entry));
  if (error !== null && data === undefined) return <p className="sub small">{say.previewNotLoaded}</p>;
  if (data === undefined) return <RowsSkeleton rows={3} />;
  if (data === '') return <p className="sub small">{say.emptyFile}</p>;
  return (
    <>
      <pre
        className={styles['text']}
        tabIndex={0}
        role="region"
        aria-label={say.previewOf({ name: plainName(leafOf(entry.name)) })}
      >
        {data}
      </pre>
      {entry.bytes > SHOWN_TEXT && (
        <p className="sub small">{say.shownInPart({ size: bytes(SHOWN_TEXT) })}</p>
      )}
    </>
  );
}
