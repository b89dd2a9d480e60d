import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { say } from '#text/parts';
import { refusedWords } from './ask-for-more.tsx';

const SHOWN_MS = 10_000;
const closing = { closeButtonProps: { 'aria-label': say.close } };

/** Says what was done and offers to take it back; stays while the pointer is on it (console 7.3). */
export function noteWithUndo(message: string, undo: () => Promise<void>): void {
  const id = notifications.show({
    ...closing,
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

/** Says what was done and cannot be taken back. */
export function noteDone(message: string): void {
  notifications.show({ ...closing, message });
}

/** Says how far work of many steps is, with a button that ends it, until it is told to end. */
export function noteProgress(
  words: (done: number) => string,
  cancel: () => void,
): {
  note: (done: number) => void;
  end: () => void;
} {
  const shown = (done: number) =>
    ({
      loading: true,
      autoClose: false,
      withCloseButton: false,
      message: (
        <span className="row">
          <span className="num">{words(done)}</span>
          <Button className="push" size="compact-sm" variant="light" onClick={cancel}>
            {say.cancel}
          </Button>
        </span>
      ),
    }) as const;
  const id = notifications.show(shown(0));
  return {
    note: (done) => notifications.update({ id, ...shown(done) }),
    end: () => notifications.hide(id),
  };
}

/** Says what could not be done, and stays until it is read. */
export function noteFailure(title: string, error: unknown): void {
  notifications.show({ ...closing, color: 'red', autoClose: false, title, message: refusedWords(error) });
}
