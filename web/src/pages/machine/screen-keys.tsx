import { Button, Menu } from '@mantine/core';
import { IconKeyboard } from '@tabler/icons-react';
import { say } from '#text/one-machine';

/** Keys that a browser or a phone keeps for itself: their X11 numbers and their places on a keyboard. */
const CTRL: [number, string] = [0xffe3, 'ControlLeft'];
const ALT: [number, string] = [0xffe9, 'AltLeft'];
const CHORDS: { label: string; keys: [key: number, code: string][] }[] = [
  { label: 'Esc', keys: [[0xff1b, 'Escape']] },
  { label: 'Tab', keys: [[0xff09, 'Tab']] },
  { label: 'Ctrl C', keys: [CTRL, [0x63, 'KeyC']] },
  { label: 'Ctrl D', keys: [CTRL, [0x64, 'KeyD']] },
  { label: 'Ctrl W', keys: [CTRL, [0x77, 'KeyW']] },
  { label: 'Ctrl Alt F1', keys: [CTRL, ALT, [0xffbe, 'F1']] },
  { label: 'Ctrl Alt F2', keys: [CTRL, ALT, [0xffbf, 'F2']] },
  { label: 'Ctrl Alt F7', keys: [CTRL, ALT, [0xffc4, 'F7']] },
];

/** Presses keys for the person that cannot be typed into a page. */
export function ScreenKeys({
  disabled,
  press,
}: {
  disabled: boolean;
  press: (keys: [key: number, code: string][]) => void;
}) {
  return (
    <Menu>
      <Menu.Target>
        <Button
          variant="default"
          size="compact-sm"
          disabled={disabled}
          leftSection={<IconKeyboard size={14} aria-hidden />}
        >
          {say.keys}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {CHORDS.map(({ label, keys }) => (
          <Menu.Item key={label} onClick={() => press(keys)}>
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
