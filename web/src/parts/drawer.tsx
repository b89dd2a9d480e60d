import { Drawer as Sheet } from '@mantine/core';
import type { ReactNode } from 'react';
import { say } from '#text/parts';
import { ClosingContext, useClosing } from './closing.ts';
import { useFocusBack } from './focus-back.ts';
import { usePhone } from './phone.ts';

export interface DrawerProps {
  title: ReactNode;
  onClose: () => void;
  children: ReactNode;
}

/** All about one thing beside the list that it is in, which stays in sight; on a phone a sheet from below. */
export function Drawer({ title, onClose, children }: DrawerProps) {
  useFocusBack();
  const phone = usePhone();
  const { closing, close } = useClosing(onClose);
  return (
    <ClosingContext value={closing}>
      <Sheet.Root
        opened
        onClose={close}
        closeOnEscape={!closing.asked}
        position={phone ? 'bottom' : 'right'}
        size={phone ? '86%' : 420}
        lockScroll={false}
      >
        <Sheet.Overlay color="#0a0d18" backgroundOpacity={0.2} />
        <Sheet.Content className="drawer">
          <div className="dialog-head">
            <Sheet.Title>{title}</Sheet.Title>
            <Sheet.CloseButton aria-label={say.close} />
          </div>
          <Sheet.Body>{children}</Sheet.Body>
        </Sheet.Content>
      </Sheet.Root>
    </ClosingContext>
  );
}
