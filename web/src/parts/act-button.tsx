import { ActionIcon, Button, type ActionIconProps, type ButtonProps } from '@mantine/core';
import type { ComponentPropsWithoutRef } from 'react';
import { say } from '#text/parts';
import { useAway } from '../api/connection.ts';

export const NO_CONNECTION = say.noConnection;

type Native = Omit<ComponentPropsWithoutRef<'button'>, keyof ButtonProps>;

/** A button that changes something in the cloud: off, with the reason, while the cloud is out of reach (console 7.1). */
export function ActButton({ disabled = false, ...rest }: ButtonProps & Native) {
  const away = useAway();
  return <Button {...rest} disabled={disabled || away} {...(away ? { title: NO_CONNECTION } : {})} />;
}

type NativeOfIcon = Omit<ComponentPropsWithoutRef<'button'>, keyof ActionIconProps>;

/** The same with a picture only. */
export function ActIcon({ disabled = false, ...rest }: ActionIconProps & NativeOfIcon) {
  const away = useAway();
  return <ActionIcon {...rest} disabled={disabled || away} {...(away ? { title: NO_CONNECTION } : {})} />;
}

/** The same without a look of its own, for bars. */
export function PlainAct({ disabled = false, ...rest }: ComponentPropsWithoutRef<'button'>) {
  const away = useAway();
  return (
    <button type="button" {...rest} disabled={disabled || away} {...(away ? { title: NO_CONNECTION } : {})} />
  );
}
