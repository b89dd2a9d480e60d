import { say } from '#text/files';
import { IconUpload } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { Name } from '../../parts/name.tsx';
import { droppedFiles, type PathFile } from '../../upload/dropped-files.ts';

/** Says that what is dropped now goes to a place. */
export function DropHere({ place }: { place: string }) {
  return (
    <div className="drop-here">
      <IconUpload size={28} stroke={1.6} aria-hidden />
      <span>{say.dropTo({ place: <Name of={place} /> })}</span>
    </div>
  );
}

/** Takes files from outside that are dropped anywhere on it; without `onFiles` nothing may be put there. */
export function DropPlace({
  here,
  onFiles,
  children,
}: {
  here: string;
  onFiles?: (files: PathFile[]) => void;
  children: ReactNode;
}) {
  const [over, setOver] = useState(false);
  return (
    <div
      className="contents"
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        if (onFiles === undefined) event.dataTransfer.dropEffect = 'none';
        setOver(onFiles !== undefined);
      }}
      onDragLeave={(event) =>
        event.currentTarget.contains(event.relatedTarget as Node | null) || setOver(false)
      }
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        if (onFiles !== undefined) void droppedFiles(event.dataTransfer.items).then(onFiles);
      }}
    >
      {children}
      {over && <DropHere place={here} />}
    </div>
  );
}
