import { say } from '#text/frame';

/** Said wherever machines are made, while there is no hardware virtualisation. */
export const EMULATED = say.emulated;
