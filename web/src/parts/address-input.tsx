import { TextInput, type TextInputProps } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';

export interface AddressInputProps extends Omit<TextInputProps, 'value' | 'onChange'> {
  /** What the address says. */
  kept: string;
  /** Writes it there. */
  onKeep: (text: string) => void;
}

/**
 * A field whose text is part of the address. The address changes a moment later than the keys are pressed, so the field has
 * the text of its own while it has the focus: no letter is lost to a late answer.
 */
export function AddressInput({ kept, onKeep, ...props }: AddressInputProps) {
  const [text, setText] = useState(kept);
  const focused = useRef(false);
  useEffect(() => {
    if (!focused.current) setText(kept);
  }, [kept]);
  return (
    <TextInput
      {...props}
      value={text}
      onFocus={() => (focused.current = true)}
      onBlur={() => {
        focused.current = false;
        setText(kept);
      }}
      onChange={(event) => {
        setText(event.currentTarget.value);
        onKeep(event.currentTarget.value);
      }}
    />
  );
}
