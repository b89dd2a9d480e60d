import { createContext, useRef, useState } from 'react';

/** What a dialog or drawer gives to what is in it, so that a key or a press beside it closes nothing that would be lost. */
interface Closing {
  /** From now on this says whether something would be lost by closing it; until the answer is called. */
  watch: (loses: () => boolean) => () => void;
  /** Somebody wants to close it although something would be lost: whoever loses it asks. */
  asked: boolean;
  answer: (close: boolean) => void;
}

export const ClosingContext = createContext<Closing | null>(null);

const nothing = () => false;

/** `close` is for keys, crosses and presses beside it: it asks first where something would be lost. */
export function useClosing(onClose: () => void): { closing: Closing; close: () => void } {
  const loses = useRef(nothing);
  const [asked, setAsked] = useState(false);
  return {
    closing: {
      watch(watched) {
        loses.current = watched;
        return () => {
          loses.current = nothing;
        };
      },
      asked,
      answer(close) {
        setAsked(false);
        if (close) onClose();
      },
    },
    close: () => (loses.current() ? setAsked(true) : onClose()),
  };
}
