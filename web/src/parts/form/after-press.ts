let isPressed = false;
for (const [event, pressed] of [
  ['pointerdown', true],
  ['pointerup', false],
  ['pointercancel', false],
] as const)
  document.addEventListener(event, () => (isPressed = pressed), { capture: true });

/** Now, or once the press under way is over: what is drawn when a field is left must not move away the button that is pressed. */
export function afterPress(act: () => void): void {
  if (!isPressed) return act();
  const over = (): void => {
    for (const event of ['pointerup', 'pointercancel']) document.removeEventListener(event, over);
    setTimeout(act); // after the click, which follows
  };
  for (const event of ['pointerup', 'pointercancel']) document.addEventListener(event, over);
}
