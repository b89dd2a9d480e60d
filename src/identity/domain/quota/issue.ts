import type { Component } from '../../store/catalog/catalog.ts';
import type { Provision } from './provision.ts';

/** A commission that is to be issued. */
export interface Issue {
  component: Component;
  name: string;
  /** One for each counter. */
  merged: readonly Provision[];
  force: boolean;
  autoAccept: boolean;
  /** By which a repetition is recognised, where it can be. */
  call: { keyHash: Buffer; bodyHash: Buffer; hasKey: boolean } | undefined;
}
