import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { say } from '#text/parts';
import { reasonOf } from '../api/api-error.ts';

const SHOWN_MS = 10_000;

/** Says what was done and offers to take it back; stays while the pointer is on it (console 7.3). */
export function noteWithUndo(message: string, undo: () => Promise<void>): void {
  const id = notifications.show({
    autoClose: SHOWN_MS,
    message: (
      <span className="row">
        <span>{message}</span>
        <Button
          className="push"
          size="compact-sm"
          variant="light"
          onClick={() => {
            notifications.hide(id);
            void undo().catch((error: unknown) => noteFailure(say.notUndone, error));
          }}
        >
          {say.undo}
        </Button>
      </span>
    ),
  });
}

/** Says what could not be done, and stays until it is read. */
export function noteFailure(title: string, error: unknown): void {
  notifications.show({ color: 'red', autoClose: false, title, message: reasonOf(error) });
}
