/** Said wherever machines are made, while there is no hardware virtualisation. */
export const EMULATED =
  'This computer gives no hardware virtualisation, so machines are emulated: slow, and emulated machines are for trusted users only.';
